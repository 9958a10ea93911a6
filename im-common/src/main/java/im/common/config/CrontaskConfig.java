package im.common.config;

import java.util.List;

/// `openim-crontask.yml`: clean-up at the times of `cronExecuteTime` (five fields, local time) of
/// messages older than `retainChatRecords` days and, of the kinds in `deleteObjectType`, of objects
/// older than `fileExpireTime` days.
public record CrontaskConfig(
    String cronExecuteTime,
    int retainChatRecords,
    int fileExpireTime,
    List<String> deleteObjectType) {}
