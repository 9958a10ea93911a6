package im.rpc.msg.third;

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

/// The store of objects behind the service. What a caller may name an object is checked before it
/// is asked; clients bring and fetch the bytes themselves, through URLs that it signs.
interface ObjectStorage {
  /// What a part of an upload may weigh, and how many there may be.
  PartLimitResp partLimit();

  /// The size, in bytes, of the parts of an object of `size` bytes.
  long partSize(long size);

  /// Begins an upload in parts, or finds that the content is here already.
  InitiateMultipartUploadResp initiate(InitiateMultipartUploadReq request);

  /// Signs parts of an upload.
  AuthSignResp sign(AuthSignReq request);

  /// Makes an object of an upload's parts.
  CompleteMultipartUploadResp complete(CompleteMultipartUploadReq request);

  /// Where to fetch an object; throws 1004 when there is none of that name.
  AccessURLResp accessURL(AccessURLReq request);

  /// Begins an upload by one form.
  InitiateFormDataResp initiateForm(InitiateFormDataReq request);

  /// Makes an object of what a form brought; its URL is `urlPrefix` and its name.
  CompleteFormDataResp completeForm(FormUpload upload, String urlPrefix);

  /// Deletes old objects, at most as many as the request says; gives how many.
  int deleteOutdated(DeleteOutdatedDataReq request);
}
