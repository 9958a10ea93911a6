package im.common.token;

import java.util.List;

/// What happens to a user's tokens when a new one is issued.
///
/// @param removed tokens that are of no use any more and leave the store: expired, unreadable,
///   kicked before
/// @param kicked tokens that the policy ends; they stay with state 2, so that their holder learns
///   why
/// @param retired admin tokens that leave the store and go on for a few minutes
public record LoginPlan(
    List<StoredToken> removed, List<StoredToken> kicked, List<StoredToken> retired) {}
