package weft.http.h2;

/// Takes the frames that a [FrameReader] finds.
interface FrameSink {
  /// A frame begins.
  ///
  /// @param length bytes of its payload
  /// @return whether it may go on; if not, the reader stops for good
  boolean begins(int type, int flags, int streamId, int length);

  /// The payload of a frame other than DATA, whole. The 64 bytes behind it may be overwritten.
  void frame(int type, int flags, int streamId, long payload, int length);

  /// Payload of the DATA frame that began last, in pieces as they come; one empty piece when there
  /// is none.
  ///
  /// @param last whether the frame ends here
  void data(long address, int length, boolean last);
}
