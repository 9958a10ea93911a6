package im.common.config;

import java.util.List;

/// A configuration, and what its operator should know of its files: at most two sentences that name
/// the keys that change nothing, each as `file: key`, and say why. They are usually misspelt or
/// expected to do something.
public record LoadedConfig(ImConfig config, List<String> warnings) {}
