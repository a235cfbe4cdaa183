/** Numbers of RADIUS. */

/** Packet codes: RFC 2865, section 3. */
export const packetCodes = {
  accessRequest: 1,
  accessAccept: 2,
  accessReject: 3,
  accessChallenge: 11,
} as const;

/** Attribute types: RFC 2865, section 5, and for Message-Authenticator RFC 3579, section 3.2. */
export const attributeTypes = {
  userName: 1,
  userPassword: 2,
  chapPassword: 3,
  replyMessage: 18,
  state: 24,
  vendorSpecific: 26,
  callingStationId: 31,
  nasIdentifier: 32,
  chapChallenge: 60,
  messageAuthenticator: 80,
} as const;

/** Microsoft's number and its attributes: RFC 2548, section 2. */
export const MICROSOFT = 311;
export const microsoftTypes = {
  chapResponse: 1,
  chapError: 2,
  chapChallenge: 11,
  chap2Response: 25,
  chap2Success: 26,
} as const;

/** RFC 2865, section 3: code, identifier, length, authenticator. */
export const HEADER_BYTES = 20;
export const AUTHENTICATOR_BYTES = 16;
/** RFC 2865, section 3. */
export const PACKET_BYTES_MAX = 4096;
/** RFC 2865, section 5: the length of an attribute is one byte that counts itself and the type. */
export const VALUE_BYTES_MAX = 253;
