/// Tokens of users: how one is signed and read ([im.common.token.JwtTokens]), where its state is
/// kept ([im.common.token.TokenStore]), and which others end when a new one is issued
/// ([im.common.token.MultiLoginPolicy]). Layout and rules: `reference/business-rules.md` 4.
@NullMarked
package im.common.token;

import org.jspecify.annotations.NullMarked;
