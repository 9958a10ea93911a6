/// Configuration: one immutable [im.common.config.ImConfig] per process.
///
/// [im.common.config.ConfigLoader] lays the defaults of a program, the operator's YAML files, the
/// environment and programmatic values over built-in defaults (`im/common/config/*.yml`) that
/// contain every known key. A value that cannot be used stops the start with one line naming file,
/// key, value and what was expected; file names, keys and variables are the reference's
/// (`reference/config-keys.tsv`, `reference/ops.md` section 2).
@NullMarked
package im.common.config;

import org.jspecify.annotations.NullMarked;
