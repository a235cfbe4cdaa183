import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport, type SendMailOptions } from 'nodemailer';

/** A plain-text mail. */
export interface Mail {
  /** The same for every attempt to deliver it, so that receivers see through a repetition. */
  id: string;
  from: string;
  recipient: string | null;
  subject: string;
  body: string;
  date: Date;
}

/** Together less than the time for one attempt, which would otherwise go on beside the next. */
const SMTP_TIMEOUTS = { connectionTimeout: 15_000, greetingTimeout: 15_000, socketTimeout: 20_000 };

/** Whether a server has refused a mail in a way that another attempt does not change (RFC 5321, section 4.2.1). */
export function isRefusedForGood(error: unknown): boolean {
  const code = error instanceof Error && 'responseCode' in error ? Number(error.responseCode) : 0;
  return code >= 500 && code < 600;
}

/** Hands the mail to a server. @returns `mail` */
export async function sendMail(smtpUrl: string, mail: Mail & { recipient: string }): Promise<string> {
  const transport = createTransport({ url: smtpUrl, ...SMTP_TIMEOUTS });
  try {
    await transport.sendMail(options(mail));
  } finally {
    transport.close();
  }
  return 'mail';
}

/** Writes the mail as `<id>.eml`, in place of one that is there. @returns the file's path */
export async function writeMail(directory: string, mail: Mail): Promise<string> {
  const { message } = await createTransport({ streamTransport: true, buffer: true }).sendMail(options(mail));
  const path = join(directory, `${mail.id}.eml`);
  const draft = `${path}.new`;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(draft, message, { mode: 0o600 });
  await rename(draft, path);
  return path;
}

function options({ id, from, recipient, subject, body, date }: Mail): SendMailOptions {
  return {
    from,
    to: recipient ?? undefined,
    subject,
    text: body,
    date,
    messageId: `<${id}@invitations.alcove>`,
    // Nobody wants an answer from an absence assistant.
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}
