package weft.hub.uring;

/// Numbers of the io_uring interface, named as in `linux/io_uring.h`.
final class Abi {
  static final long SYS_SETUP = 425;
  static final long SYS_ENTER = 426;
  static final long SYS_REGISTER = 427;

  static final int SETUP_CQSIZE = 1 << 3;
  static final int SETUP_CLAMP = 1 << 4;
  static final int SETUP_SUBMIT_ALL = 1 << 7;
  static final int SETUP_TASKRUN_FLAG = 1 << 9;
  static final int SETUP_SINGLE_ISSUER = 1 << 12;
  static final int SETUP_DEFER_TASKRUN = 1 << 13;
  static final int SETUP_NO_SQARRAY = 1 << 16;

  static final int FEAT_SINGLE_MMAP = 1;
  static final int FEAT_NODROP = 1 << 1;
  static final int FEAT_EXT_ARG = 1 << 8;
  static final int FEAT_MIN_TIMEOUT = 1 << 15;
  static final int FEAT_NO_IOWAIT = 1 << 17;

  static final int ENTER_GETEVENTS = 1;
  static final int ENTER_EXT_ARG = 1 << 3;
  static final int ENTER_REGISTERED_RING = 1 << 4;
  static final int ENTER_NO_IOWAIT = 1 << 7;

  static final int SQ_CQ_OVERFLOW = 1 << 1;
  static final int SQ_TASKRUN = 1 << 2;

  static final int REGISTER_RING_FDS = 20;
  static final int REGISTER_PBUF_RING = 22;
  static final int REGISTER_SEND_MSG_RING = 31;

  static final int OP_NOP = 0;
  static final int OP_POLL_ADD = 6;
  static final int OP_ACCEPT = 13;
  static final int OP_ASYNC_CANCEL = 14;
  static final int OP_CONNECT = 16;
  static final int OP_CLOSE = 19;
  static final int OP_SEND = 26;
  static final int OP_RECV = 27;
  static final int OP_MSG_RING = 40;

  static final int SQE_BUFFER_SELECT = 1 << 5;
  static final int SQE_CQE_SKIP_SUCCESS = 1 << 6;

  static final int ACCEPT_MULTISHOT = 1;
  static final int RECV_MULTISHOT = 1 << 1;

  static final int CQE_F_BUFFER = 1;
  static final int CQE_F_MORE = 1 << 1;
  static final int CQE_BUFFER_SHIFT = 16;

  static final int MSG_WAITALL = 0x100;

  static final int POLLIN = 1;
  static final int POLLOUT = 4;

  /// Bytes of a submission entry.
  static final int SQE_SIZE = 64;

  private Abi() {}
}
