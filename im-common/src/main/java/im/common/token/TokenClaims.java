package im.common.token;

/// What a token says.
///
/// @param userID whose token it is
/// @param platformID platform it was issued for, as the token says; may be one that does not exist
/// @param issuedAt unix seconds; 0 when the token does not say
/// @param expiresAt unix seconds from which on the token is no longer good
public record TokenClaims(String userID, int platformID, long issuedAt, long expiresAt) {}
