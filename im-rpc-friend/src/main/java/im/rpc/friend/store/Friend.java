package im.rpc.friend.store;

/// One direction of a friendship: what `ownerUserID` has noted of `friendUserID`.
///
/// @param createTime ms since the epoch
/// @param addSource 1 imported, 2 by application
/// @param operatorUserID who made the row: the importing admin, or the applicant
public record Friend(
    String ownerUserID,
    String friendUserID,
    String remark,
    long createTime,
    int addSource,
    String operatorUserID,
    String ex,
    boolean isPinned) {
  /// A new row without remark, ex and pin.
  public static Friend made(
      String ownerUserID,
      String friendUserID,
      long createTime,
      int addSource,
      String operatorUserID) {
    return new Friend(
        ownerUserID, friendUserID, "", createTime, addSource, operatorUserID, "", false);
  }
}
