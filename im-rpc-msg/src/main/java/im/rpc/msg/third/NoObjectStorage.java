package im.rpc.msg.third;

import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.proto.third.AccessURLReq;
import im.proto.third.AccessURLResp;
import im.proto.third.AuthSignReq;
import im.proto.third.AuthSignResp;
import im.proto.third.CompleteFormDataResp;
import im.proto.third.CompleteMultipartUploadReq;
import im.proto.third.CompleteMultipartUploadResp;
import im.proto.third.DeleteOutdatedDataReq;
import im.proto.third.InitiateFormDataReq;
import im.proto.third.InitiateFormDataResp;
import im.proto.third.InitiateMultipartUploadReq;
import im.proto.third.InitiateMultipartUploadResp;
import im.proto.third.PartLimitResp;

/// Object storage that is off: nothing is stored, so no name is known, and every attempt to store
/// is told why it fails.
final class NoObjectStorage implements ObjectStorage {
  @Override
  public PartLimitResp partLimit() {
    throw off();
  }

  @Override
  public long partSize(long size) {
    throw off();
  }

  @Override
  public InitiateMultipartUploadResp initiate(InitiateMultipartUploadReq request) {
    throw off();
  }

  @Override
  public AuthSignResp sign(AuthSignReq request) {
    throw off();
  }

  @Override
  public CompleteMultipartUploadResp complete(CompleteMultipartUploadReq request) {
    throw off();
  }

  @Override
  public AccessURLResp accessURL(AccessURLReq request) {
    throw ErrorCode.RECORD_NOT_FOUND.because("name: " + request.getName());
  }

  @Override
  public InitiateFormDataResp initiateForm(InitiateFormDataReq request) {
    throw off();
  }

  @Override
  public CompleteFormDataResp completeForm(FormUpload upload, String urlPrefix) {
    throw off();
  }

  @Override
  public int deleteOutdated(DeleteOutdatedDataReq request) {
    return 0;
  }

  private static ImException off() {
    return ErrorCode.INTERNAL.because("object storage is off (openim-rpc-third.yml object.enable)");
  }
}
