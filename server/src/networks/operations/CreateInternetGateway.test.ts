import { describe, expect, it } from 'vitest';
import { useEc2 } from './testing.ts';

const ec2 = useEc2();

describe('CreateInternetGateway', () => {
  it('makes a detached gateway with tags', async () => {
    const { InternetGateway } = await ec2().call('CreateInternetGateway', {
      TagSpecifications: [{ ResourceType: 'internet-gateway', Tags: [{ Key: 'Name', Value: 'out' }] }],
    });
    expect(InternetGateway).toEqual({
      InternetGatewayId: expect.stringMatching(/^igw-[0-9a-f]{17}$/),
      OwnerId: '123456789012',
      Attachments: [],
      Tags: [{ Key: 'Name', Value: 'out' }],
    });
  });

  it('refuses tags that are not allowed', async () => {
    const refusal = (Tags: { Key: string; Value: string }[]) =>
      ec2().refusal('CreateInternetGateway', {
        TagSpecifications: [{ ResourceType: 'internet-gateway', Tags }],
      });
    expect(await refusal([])).toBe('InvalidParameterValue: Tag specification must have at least one tag');
    expect(await refusal([{ Key: '', Value: 'x' }])).toMatch(/^InvalidTagKey.Malformed/);
    expect(await refusal([{ Key: 'aws:x', Value: '' }])).toMatch(/reserved for internal use$/);
    expect(await refusal([{ Key: 'k'.repeat(129), Value: '' }])).toMatch(/maximum length of 128/);
    expect(await refusal([{ Key: 'k', Value: 'v'.repeat(257) }])).toMatch(/maximum length of 256/);
    const twice = { Key: 'k', Value: '' };
    expect(await refusal([twice, twice])).toBe("InvalidParameterValue: Duplicate tag key 'k' specified.");
  });
});
