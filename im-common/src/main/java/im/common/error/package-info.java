/// Coded errors: one table of codes and names, one exception, one place that turns any throwable
/// into a coded error. The code is what clients see (`reference/error-codes.tsv`); the detail says
/// which value was wrong and what was expected. Start at [im.common.error.ErrorCode].
@NullMarked
package im.common.error;

import org.jspecify.annotations.NullMarked;
