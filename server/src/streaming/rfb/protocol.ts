/** Numbers of the RFB protocol: RFC 6143, and for VeNCrypt the community's specification (github.com/rfbproto). */

/** ProtocolVersion of RFC 6143, section 7.1.1; the only one that either side may speak here. */
export const VERSION = Buffer.from('RFB 003.008\n', 'latin1');

/** Section 7.1.2. */
export const SECURITY_NONE = 1;
export const SECURITY_VENCRYPT = 19;

/** VeNCrypt's version 0.2, and its subtype of TLS with a certificate and then VNC authentication. */
export const VENCRYPT_VERSION = Buffer.from([0, 2]);
export const VENCRYPT_X509_VNC = 261;

/** Section 7.2.2. */
export const VNC_CHALLENGE_BYTES = 16;

/** SecurityResult, section 7.1.3. */
export const SECURITY_OK = 0;

/** ClientInit, section 7.3.1: other clients of the display are left alone. */
export const CLIENT_INIT_SHARED = Buffer.from([1]);
