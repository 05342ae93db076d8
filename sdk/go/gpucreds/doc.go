// Credentials of GPU platforms as Pulumi resources: minted, rotated before expiry, revoked, encrypted in the stack.
package gpucreds
