import type { WorkspaceImage } from '@aws-sdk/client-workspaces';
import type { ImageRow } from '../store/images.ts';

/** An image as the API shows it. */
export function describeImage(row: ImageRow): WorkspaceImage {
  return {
    ImageId: row.image_id,
    Name: row.name,
    Description: row.description,
    OperatingSystem: { Type: row.operating_system },
    State: row.state,
    RequiredTenancy: 'DEFAULT',
    Created: row.created_at,
    OwnerAccountId: row.account_id,
    ...(row.error_code !== null && { ErrorCode: row.error_code }),
    ...(row.error_message !== null && { ErrorMessage: row.error_message }),
  };
}
