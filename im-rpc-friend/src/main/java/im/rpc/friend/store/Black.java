package im.rpc.friend.store;

/// An entry of a black list: `ownerUserID` takes no messages from `blockUserID`.
///
/// @param createTime ms since the epoch
/// @param addSource always 0
/// @param operatorUserID who made the entry: the owner, or an app admin
public record Black(
    String ownerUserID,
    String blockUserID,
    long createTime,
    int addSource,
    String operatorUserID,
    String ex) {}
