/** Under what name registrations hold their directories, so that these are not deleted. */
export const REGISTRATION_HOLDER = 'WorkSpaces';
