package im.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.proto.auth.parseTokenReq;
import im.proto.conversation.ConversationReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.getIncrementalGroupMemberResp;
import im.proto.msg.GetMaxSeqsReq;
import im.proto.relation.updateFriendsReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.RequestPagination;
import im.proto.sdkws.UserInfo;
import im.proto.third.FcmUpdateTokenReq;
import im.proto.user.getAllUserIDReq;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.wrappers.BoolValue;
import im.proto.wrappers.BytesValue;
import im.proto.wrappers.DoubleValue;
import im.proto.wrappers.StringValue;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoJsonTest {
  private static <B extends Message.Builder> B read(String json, B into) {
    GoJson.merge(json.getBytes(UTF_8), into);
    return into;
  }

  private static ImException refusal(String json, Message.Builder into) {
    try {
      GoJson.merge(json.getBytes(UTF_8), into);
    } catch (ImException e) {
      assertThat(e.code()).isEqualTo(ErrorCode.ARGS.code());
      return e;
    }
    throw new AssertionError(json + " was accepted: " + into.build());
  }

  @Nested
  class Out {
    @Test
    void everyFieldOfAUserIsWritten() {
      var user =
          UserInfo.newBuilder().setUserID("u1").setNickname("n").setCreateTime(1_700_000_000_000L);
      assertThat(GoJson.toString(getDesignateUsersResp.newBuilder().addUsersInfo(user).build()))
          .isEqualTo(
              "{\"usersInfo\":[{\"userID\":\"u1\",\"nickname\":\"n\",\"faceURL\":\"\",\"ex\":\"\","
                  + "\"createTime\":1700000000000,\"appMangerLevel\":0,\"globalRecvMsgOpt\":0}]}");
      assertThat(GoJson.toString(getDesignateUsersResp.getDefaultInstance()))
          .isEqualTo("{\"usersInfo\":null}");
    }

    @Test
    void pulledMessagesLookAsInTheWorkedExample() {
      var message =
          MsgData.newBuilder()
              .setSendID("a")
              .setRecvID("b")
              .setClientMsgID("..")
              .setServerMsgID("..")
              .setSenderPlatformID(1)
              .setSessionType(1)
              .setMsgFrom(100)
              .setContentType(101)
              .setContent(ByteString.copyFromUtf8("{\"content\":\"hi\"}"))
              .setSeq(7)
              .setSendTime(1_700_000_000_000L)
              .setCreateTime(1_700_000_000_000L)
              .setStatus(2);
      var pulled = PullMsgs.newBuilder().addMsgs(message).setIsEnd(true);
      var response = PullMessageBySeqsResp.newBuilder().putMsgs("si_a_b", pulled.build()).build();
      assertThat(GoJson.toString(response))
          .isEqualTo(
              "{\"msgs\":{\"si_a_b\":{\"Msgs\":[{\"sendID\":\"a\",\"recvID\":\"b\",\"groupID\":\"\","
                  + "\"clientMsgID\":\"..\",\"serverMsgID\":\"..\",\"senderPlatformID\":1,"
                  + "\"senderNickname\":\"\",\"senderFaceURL\":\"\",\"sessionType\":1,"
                  + "\"msgFrom\":100,\"contentType\":101,\"content\":\"eyJjb250ZW50IjoiaGkifQ==\","
                  + "\"seq\":7,\"sendTime\":1700000000000,\"createTime\":1700000000000,"
                  + "\"status\":2,\"isRead\":false,\"offlinePushInfo\":null,"
                  + "\"atUserIDList\":null,\"attachedInfo\":\"\",\"ex\":\"\"}],"
                  + "\"isEnd\":true,\"endSeq\":0}}}");
      assertThat(GoJson.toString(PullMessageBySeqsResp.getDefaultInstance())).isEqualTo("{}");
    }

    @Test
    void unchangedGroupMembersLookAsInTheWorkedExample() {
      var response =
          getIncrementalGroupMemberResp.newBuilder().setVersion(12).setVersionID("65f0").build();
      assertThat(GoJson.toString(response))
          .isEqualTo(
              "{\"version\":12,\"versionID\":\"65f0\",\"full\":false,\"delete\":null,"
                  + "\"insert\":null,\"update\":null,\"group\":null,\"sortVersion\":0}");
    }

    @Test
    void unsigned64BitsAreNotNegative() {
      var response = getIncrementalGroupMemberResp.newBuilder().setVersion(-1).build();
      assertThat(GoJson.toString(response)).startsWith("{\"version\":18446744073709551615,");
    }

    @Test
    void mapKeysAreSortedByTheirBytes() {
      var response =
          GetMaxSeqResp.newBuilder()
              .putMaxSeqs("\uD83D\uDE00", 3)
              .putMaxSeqs("\uFFFD", 2)
              .putMaxSeqs("b", 1)
              .putMaxSeqs("B", 0)
              .build();
      assertThat(GoJson.toString(response))
          .startsWith("{\"maxSeqs\":{\"B\":0,\"b\":1,\"\uFFFD\":2,\"\uD83D\uDE00\":3}");
    }

    @Test
    void whatABrowserCouldMisreadIsEscaped() {
      var request =
          parseTokenReq
              .newBuilder()
              .setToken("</a>&\u2028\u2029\u0001\u007f\"\\\n\t\b\f/ä😀")
              .build();
      assertThat(GoJson.toString(request))
          .isEqualTo(
              "{\"token\":\"\\u003c/a\\u003e\\u0026\\u2028\\u2029\\u0001\u007f\\\"\\\\"
                  + "\\n\\t\\b\\f/ä😀\"}");
    }

    @Test
    void halfALetterBecomesTheReplacementLetter() {
      assertThat(GoJson.toString(parseTokenReq.newBuilder().setToken("a\uD83Db").build()))
          .isEqualTo("{\"token\":\"a\uFFFDb\"}");
    }

    @Test
    void wrappersAreBareValues() {
      assertThat(GoJson.toString(StringValue.newBuilder().setValue("x").build()))
          .isEqualTo("\"x\"");
      assertThat(GoJson.toString(DoubleValue.newBuilder().setValue(1e-7).build()))
          .isEqualTo("0.0000001");
      assertThat(GoJson.toString(DoubleValue.newBuilder().setValue(1e21).build()))
          .isEqualTo("1000000000000000000000");
      assertThat(GoJson.toString(BytesValue.getDefaultInstance())).isEqualTo("\"\"");
      assertThat(GoJson.toString(BoolValue.newBuilder().setValue(true).build())).isEqualTo("true");
    }
  }

  @Nested
  class In {
    @Test
    void keysMatchExactlyOrWithoutRegardToCase() {
      assertThat(read("{\"USERIDS\":[\"a\"]}", getDesignateUsersReq.newBuilder()).getUserIDsList())
          .containsExactly("a");
      assertThat(
              read("{\"user\\u0049Ds\":[\"a\"]}", getDesignateUsersReq.newBuilder())
                  .getUserIDsList())
          .containsExactly("a");
    }

    @Test
    void unknownKeysAreIgnoredWhateverTheyHold() {
      var request =
          read("{\"x\":{\"y\":[1,{}]},\"userIDs\":[\"a\"]}", getDesignateUsersReq.newBuilder());
      assertThat(request.getUserIDsList()).containsExactly("a");
    }

    @Test
    void ofTwoEqualKeysTheLastWinsAndObjectsMerge() {
      assertThat(
              read("{\"userIDs\":[\"x\"],\"userIDs\":[\"a\"]}", getDesignateUsersReq.newBuilder())
                  .getUserIDsList())
          .containsExactly("a");
      var merged =
          read(
              "{\"pagination\":{\"pageNumber\":1},\"pagination\":{\"showNumber\":2}}",
              getAllUserIDReq.newBuilder());
      assertThat(merged.getPagination())
          .isEqualTo(RequestPagination.newBuilder().setPageNumber(1).setShowNumber(2).build());
    }

    @Test
    void nullIsNothing() {
      assertThat(read("null", getDesignateUsersReq.newBuilder()).build())
          .isEqualTo(getDesignateUsersReq.getDefaultInstance());
      assertThat(read("{\"userIDs\":null}", getDesignateUsersReq.newBuilder()).getUserIDsList())
          .isEmpty();
      assertThat(read("{\"pagination\":null}", getAllUserIDReq.newBuilder()).hasPagination())
          .isFalse();
      assertThat(read("{\"userIDs\":[null]}", getDesignateUsersReq.newBuilder()).getUserIDsList())
          .containsExactly("");
      assertThat(read("{\"expireTime\":null}", FcmUpdateTokenReq.newBuilder()).getExpireTime())
          .isZero();
    }

    @Test
    void wrappersAreBareValuesThatCanBeAbsent() {
      var request =
          read(
              "{\"ownerUserID\":\"u1\",\"friendUserIDs\":[\"u2\"],\"isPinned\":true,\"remark\":\"\"}",
              updateFriendsReq.newBuilder());
      assertThat(request.getIsPinned().getValue()).isTrue();
      assertThat(request.hasRemark()).isTrue();
      assertThat(request.hasEx()).isFalse();
      assertThat(read("{\"remark\":null}", updateFriendsReq.newBuilder()).hasRemark()).isFalse();
      assertThat(read("{\"isPinned\":1}", updateFriendsReq.newBuilder()).getIsPinned().getValue())
          .isTrue();
      assertThat(refusal("{\"remark\":{\"value\":\"x\"}}", updateFriendsReq.newBuilder()).detail())
          .isEqualTo("remark: an object (expected: a text)");
      assertThat(refusal("{\"recvMsgOpt\":1.0}", ConversationReq.newBuilder()).detail())
          .isEqualTo("recvMsgOpt: 1.0 (expected: an integer of 32 bits)");
    }

    @Test
    void optionalScalarsCanBeAbsent() {
      assertThat(read("{\"sendMessage\":false}", DismissGroupReq.newBuilder()).hasSendMessage())
          .isTrue();
      assertThat(read("{\"sendMessage\":null}", DismissGroupReq.newBuilder()).hasSendMessage())
          .isFalse();
    }

    @Test
    void enumsAreNumbers() {
      assertThat(read("{\"order\":1}", PullMessageBySeqsReq.newBuilder()).getOrderValue()).isOne();
      assertThat(read("{\"order\":9}", PullMessageBySeqsReq.newBuilder()).getOrderValue())
          .isEqualTo(9);
      refusal("{\"order\":\"x\"}", PullMessageBySeqsReq.newBuilder());
    }

    @Test
    void bytesArePaddedBase64() {
      assertThat(read("{\"content\":\"aGk=\"}", MsgData.newBuilder()).getContent().toStringUtf8())
          .isEqualTo("hi");
      for (String wrong : new String[] {"aGk", "aG-=", "aGk==", "a"}) {
        refusal("{\"content\":\"" + wrong + "\"}", MsgData.newBuilder());
      }
    }

    @Test
    void mapsAreObjects() {
      var data = read("{\"options\":{\"history\":true,\"x\":null}}", MsgData.newBuilder());
      assertThat(data.getOptionsMap()).containsEntry("history", true).containsEntry("x", false);
      assertThat(refusal("{\"options\":{\"history\":1}}", MsgData.newBuilder()).detail())
          .isEqualTo("options.history: 1 (expected: true or false)");
    }

    @Test
    void malformedLettersAreReplaced() {
      byte[] json = {'{', '"', 't', 'o', 'k', 'e', 'n', '"', ':', '"', (byte) 0xFF, '"', '}'};
      var request = parseTokenReq.newBuilder();
      GoJson.merge(json, request);
      assertThat(request.getToken()).isEqualTo("\uFFFD");
      assertThat(read("{\"token\":\"a\\ud83db\"}", parseTokenReq.newBuilder()).getToken())
          .isEqualTo("a\uFFFDb");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "2147483648",
          "-2147483649",
          "18446744073709551616",
          "1.0",
          "1e0",
          "1.5",
          "01",
          "+1",
          "NaN",
          "\"1\"",
          "true",
          "[1]",
          "{}"
        })
    void anIntegerIsAnIntegerLiteralInRange(String number) {
      refusal("{\"pagination\":{\"pageNumber\":" + number + "}}", getAllUserIDReq.newBuilder());
    }

    @ParameterizedTest
    @CsvSource({"2147483647,2147483647", "-2147483648,-2147483648", "-0,0"})
    void everyIntegerInRangeIsRead(String number, int value) {
      var request =
          read("{\"pagination\":{\"pageNumber\":" + number + "}}", getAllUserIDReq.newBuilder());
      assertThat(request.getPagination().getPageNumber()).isEqualTo(value);
    }

    @Test
    void longIntegersKeepEveryDigit() {
      assertThat(
              read("{\"expireTime\":9007199254740993}", FcmUpdateTokenReq.newBuilder())
                  .getExpireTime())
          .isEqualTo(9_007_199_254_740_993L);
      refusal("{\"expireTime\":9223372036854775808}", FcmUpdateTokenReq.newBuilder());
      assertThat(
              read("{\"version\":18446744073709551615}", getIncrementalGroupMemberResp.newBuilder())
                  .getVersion())
          .isEqualTo(-1);
      refusal("{\"version\":-1}", getIncrementalGroupMemberResp.newBuilder());
      refusal("{\"version\":18446744073709551616}", getIncrementalGroupMemberResp.newBuilder());
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "  ",
          "{\"userIDs\":[",
          "{\"userIDs\":[\"a\"]}x",
          "{}{}",
          "\uFEFF{}",
          "[]",
          "\"x\"",
          "5",
          "true",
          "{'userIDs':[]}",
          "{userIDs:[]}",
          "{\"userIDs\":[\"a\"],}",
          "{/**/}",
          "{\"userIDs\":[\"a\u0001\"]}",
          "{\"userIDs\":[5]}",
          "{\"userIDs\":\"a\"}",
          "{\"userIDs\":{}}",
          "userIDs=a",
          "nullx",
          "\u0000{}"
        })
    void whatIsNotOneFittingObjectIsRefused(String body) {
      assertThat(refusal(body, getDesignateUsersReq.newBuilder()).detail()).isNotEmpty();
    }

    @Test
    void deepNestingIsRefusedNotOverflowed() {
      refusal("{\"x\":" + "[".repeat(100_000), getDesignateUsersReq.newBuilder());
    }

    @Test
    void theRefusalNamesFieldValueAndExpectation() {
      assertThat(refusal("{\"userIDs\":[\"a\",5]}", getDesignateUsersReq.newBuilder()).detail())
          .isEqualTo("userIDs.1: 5 (expected: a text)");
    }

    @Test
    void textBehindTheValueIsAllowedOnRequest() {
      byte[] body = "{\"userIDs\":[\"a\"]} x".getBytes(UTF_8);
      var request = getDesignateUsersReq.newBuilder();
      GoJson.merge(body, request, true);
      assertThat(request.getUserIDsList()).containsExactly("a");
      assertThatThrownBy(() -> GoJson.merge(body, getDesignateUsersReq.newBuilder()))
          .isInstanceOf(ImException.class);
    }
  }

  @Test
  void conversationIDsOfAnotherMessageAreTextsToo() {
    assertThat(GoJson.toString(GetMaxSeqsReq.newBuilder().addConversationIDs("a").build()))
        .isEqualTo("{\"conversationIDs\":[\"a\"]}");
  }
}
