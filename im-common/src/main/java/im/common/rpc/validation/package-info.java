/// Validation of requests before any handler sees them.
///
/// The rules are data, `validation.tsv` beside this package:
/// [im.common.rpc.validation.RequestValidator] compiles them once against the message descriptors,
/// so that a misspelt field stops the start. A broken rule is error 1001 whose text names the
/// field, its value and what was expected.
@NullMarked
package im.common.rpc.validation;

import org.jspecify.annotations.NullMarked;
