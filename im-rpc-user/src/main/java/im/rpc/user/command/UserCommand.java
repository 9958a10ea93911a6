package im.rpc.user.command;

/// A note that a client keeps.
///
/// @param createTime unix seconds
public record UserCommand(int type, String uuid, String value, String ex, long createTime) {}
