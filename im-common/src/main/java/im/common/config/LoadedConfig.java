package im.common.config;

import java.util.List;

/// A configuration and the keys of its files that change nothing, each as `file: key`; they are
/// worth a warning, because they are usually misspelt or expected to do something.
public record LoadedConfig(ImConfig config, List<String> warnings) {}
