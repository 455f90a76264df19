/*
 * The client's side of TLS 1.3 (RFC 8446) as far as a load needs it: X25519, TLS_AES_128_GCM_SHA256, which browsers offer first,
 * and tickets with psk_dhe_ke. Every record is authenticated and the server's Finished is checked; its certificate is
 * read over, since whom the server is does not matter to a load and the servers do not notice.
 *
 * A whole library's client costs three times what the faster servers here do, and a server that mostly waits pays for its
 * waiting.
 */
#define OPENSSL_API_COMPAT 0x10101000L
#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
  CHANGE_CIPHER_SPEC = 20,
  ALERT = 21,
  HANDSHAKE = 22,
  APPLICATION_DATA = 23,

  CLIENT_HELLO = 1,
  SERVER_HELLO = 2,
  NEW_SESSION_TICKET = 4,
  FINISHED = 20,

  PRE_SHARED_KEY = 41,
  KEY_SHARE = 51,

  HASH_SIZE = 32,
  TAG_SIZE = 16,
  HEADER_SIZE = 5,
  RECORD_MAX = 16384 + 256,
  MESSAGE_MAX = 32768,
  TICKET_MAX = 4096,
};

typedef struct {
  uint8_t psk[HASH_SIZE];
  uint8_t identity[TICKET_MAX];
  int identity_size;
  uint32_t age_add;
} Ticket;

/* One direction's keys. */
typedef struct {
  EVP_CIPHER_CTX *cipher;
  uint8_t iv[12];
  uint64_t sequence;
} Protection;

/* What a thread keeps from connection to connection. One key for all key shares: nobody's secret. */
typedef struct {
  EVP_PKEY_CTX *exchange;
  uint8_t share[32];
  Protection in, out;
  Ticket ticket;
} TlsThread;

typedef struct {
  TlsThread *thread;
  int fd;
  int resumed;
  int protected_in;
  SHA256_CTX transcript;
  uint8_t secret[HASH_SIZE];
  uint8_t client_secret[HASH_SIZE], server_secret[HASH_SIZE];
  uint8_t resumption_secret[HASH_SIZE];
  uint8_t received[2 * RECORD_MAX];
  int received_start, received_end;
  uint8_t messages[MESSAGE_MAX];
  int messages_start, messages_end;
} Tls;

static void hash_of(const SHA256_CTX *running, uint8_t *hash) {
  SHA256_CTX copy = *running;
  SHA256_Final(hash, &copy);
}

/* RFC 2104; no key here is longer than a block. */
static void hmac(const uint8_t *key, int key_size, const uint8_t *data, int size, uint8_t *out) {
  uint8_t block[SHA256_CBLOCK] = {0};
  SHA256_CTX sha;
  memcpy(block, key, key_size);
  for (int i = 0; i < SHA256_CBLOCK; i++) {
    block[i] ^= 0x36;
  }
  SHA256_Init(&sha);
  SHA256_Update(&sha, block, sizeof block);
  SHA256_Update(&sha, data, size);
  SHA256_Final(out, &sha);
  for (int i = 0; i < SHA256_CBLOCK; i++) {
    block[i] ^= 0x36 ^ 0x5c;
  }
  SHA256_Init(&sha);
  SHA256_Update(&sha, block, sizeof block);
  SHA256_Update(&sha, out, HASH_SIZE);
  SHA256_Final(out, &sha);
}

/* RFC 8446 section 7.1; one block of output is enough for all. */
static void expand_label(const uint8_t *secret, const char *label, const uint8_t *context, int context_size,
                         uint8_t *out, int size) {
  uint8_t info[128], block[HASH_SIZE];
  int label_size = strlen(label), end = 0;
  info[end++] = 0;
  info[end++] = size;
  info[end++] = 6 + label_size;
  memcpy(info + end, "tls13 ", 6);
  memcpy(info + end + 6, label, label_size);
  end += 6 + label_size;
  info[end++] = context_size;
  memcpy(info + end, context, context_size);
  end += context_size;
  info[end++] = 1;
  hmac(secret, HASH_SIZE, info, end, block);
  memcpy(out, block, size);
}

static void derive_secret(const uint8_t *secret, const char *label, const SHA256_CTX *transcript, uint8_t *out) {
  uint8_t hash[HASH_SIZE];
  hash_of(transcript, hash);
  expand_label(secret, label, hash, sizeof hash, out, HASH_SIZE);
}

/* The next of the key schedule's secrets, in place. */
static void next_secret(uint8_t *secret, const uint8_t *input) {
  uint8_t salt[HASH_SIZE];
  SHA256_CTX nothing;
  SHA256_Init(&nothing);
  derive_secret(secret, "derived", &nothing, salt);
  hmac(salt, HASH_SIZE, input, HASH_SIZE, secret);
}

static void finished(const uint8_t *secret, const SHA256_CTX *transcript, uint8_t *out) {
  uint8_t key[HASH_SIZE], hash[HASH_SIZE];
  expand_label(secret, "finished", NULL, 0, key, sizeof key);
  hash_of(transcript, hash);
  hmac(key, sizeof key, hash, sizeof hash, out);
}

static void protect(Protection *keys, const uint8_t *secret, int encrypts) {
  uint8_t key[16];
  expand_label(secret, "key", NULL, 0, key, sizeof key);
  expand_label(secret, "iv", NULL, 0, keys->iv, sizeof keys->iv);
  keys->sequence = 0;
  EVP_CipherInit_ex(keys->cipher, NULL, NULL, key, NULL, encrypts);
}

static void next_nonce(Protection *keys, uint8_t *nonce) {
  memcpy(nonce, keys->iv, sizeof keys->iv);
  for (int i = 0; i < 8; i++) {
    nonce[11 - i] ^= keys->sequence >> (8 * i);
  }
  keys->sequence++;
}

static void put16(uint8_t *at, int value) {
  at[0] = value >> 8;
  at[1] = value;
}

static int get16(const uint8_t *at) { return at[0] << 8 | at[1]; }

static int send_all(int fd, const uint8_t *bytes, int size) {
  while (size > 0) {
    int sent = send(fd, bytes, size, MSG_NOSIGNAL);
    if (sent <= 0) {
      return 0;
    }
    bytes += sent;
    size -= sent;
  }
  return 1;
}

/* Puts a protected record (section 5.2) and returns its size. */
static int seal(Tls *tls, int type, const uint8_t *bytes, int size, uint8_t *record) {
  Protection *keys = &tls->thread->out;
  uint8_t nonce[12], inner = type;
  int part, total = size + 1 + TAG_SIZE;
  record[0] = APPLICATION_DATA;
  put16(record + 1, 0x0303);
  put16(record + 3, total);
  next_nonce(keys, nonce);
  EVP_EncryptInit_ex(keys->cipher, NULL, NULL, NULL, nonce);
  EVP_EncryptUpdate(keys->cipher, NULL, &part, record, HEADER_SIZE);
  EVP_EncryptUpdate(keys->cipher, record + HEADER_SIZE, &part, bytes, size);
  EVP_EncryptUpdate(keys->cipher, record + HEADER_SIZE + size, &part, &inner, 1);
  EVP_EncryptFinal_ex(keys->cipher, record + HEADER_SIZE + total, &part);
  EVP_CIPHER_CTX_ctrl(keys->cipher, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE, record + HEADER_SIZE + size + 1);
  return HEADER_SIZE + total;
}

/* Opens it in place; its content's size, or -1. */
static int unseal(Tls *tls, uint8_t *record, int size) {
  Protection *keys = &tls->thread->in;
  uint8_t nonce[12];
  int part, content = size - TAG_SIZE;
  if (content < 1) {
    return -1;
  }
  next_nonce(keys, nonce);
  EVP_DecryptInit_ex(keys->cipher, NULL, NULL, NULL, nonce);
  EVP_DecryptUpdate(keys->cipher, NULL, &part, record, HEADER_SIZE);
  EVP_DecryptUpdate(keys->cipher, record + HEADER_SIZE, &part, record + HEADER_SIZE, content);
  EVP_CIPHER_CTX_ctrl(keys->cipher, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE, record + HEADER_SIZE + content);
  return EVP_DecryptFinal_ex(keys->cipher, record + HEADER_SIZE + content, &part) == 1 ? content : -1;
}

/* The next record but for changes of cipher; its type, or -1 at an alert, the end or a record that is none. */
static int next_record(Tls *tls, uint8_t **content, int *content_size) {
  for (;;) {
    uint8_t *record = tls->received + tls->received_start;
    int held = tls->received_end - tls->received_start;
    int size = held < HEADER_SIZE ? 0 : get16(record + 3);
    if (size > RECORD_MAX) {
      return -1;
    }
    if (held < HEADER_SIZE || held < HEADER_SIZE + size) {
      memmove(tls->received, record, held);
      tls->received_start = 0;
      tls->received_end = held;
      int more = recv(tls->fd, tls->received + held, sizeof tls->received - held, 0);
      if (more <= 0) {
        return -1;
      }
      tls->received_end += more;
      continue;
    }
    tls->received_start += HEADER_SIZE + size;
    int type = record[0];
    if (type == CHANGE_CIPHER_SPEC) {
      continue;
    }
    if (tls->protected_in) {
      if (type != APPLICATION_DATA || (size = unseal(tls, record, size)) < 1) {
        return -1;
      }
      while (size > 0 && record[HEADER_SIZE + size - 1] == 0) {
        size--;
      }
      type = size > 0 ? record[HEADER_SIZE + --size] : ALERT;
    }
    *content = record + HEADER_SIZE;
    *content_size = size;
    return type == ALERT ? -1 : type;
  }
}

/* A whole handshake message among those received, or NULL. */
static uint8_t *held_message(Tls *tls, int *size) {
  uint8_t *message = tls->messages + tls->messages_start;
  int held = tls->messages_end - tls->messages_start;
  *size = held < 4 ? 0 : 4 + (message[1] << 16 | get16(message + 2));
  if (held < 4 || held < *size) {
    return NULL;
  }
  tls->messages_start += *size;
  return message;
}

static int hold(Tls *tls, const uint8_t *content, int size) {
  if (tls->messages_start == tls->messages_end) {
    tls->messages_start = tls->messages_end = 0;
  }
  if (size > MESSAGE_MAX - tls->messages_end) {
    return 0;
  }
  memcpy(tls->messages + tls->messages_end, content, size);
  tls->messages_end += size;
  return 1;
}

static uint8_t *next_message(Tls *tls, int *size) {
  uint8_t *message;
  while (!(message = held_message(tls, size))) {
    uint8_t *content;
    int content_size;
    if (next_record(tls, &content, &content_size) != HANDSHAKE || !hold(tls, content, content_size)) {
      return NULL;
    }
  }
  return message;
}

/* Section 4.2.11.2: the binder covers all before itself. */
static void put_binder(uint8_t *hello, int end, const uint8_t *early_secret, uint8_t *binder) {
  uint8_t key[HASH_SIZE];
  SHA256_CTX sha;
  SHA256_Init(&sha);
  derive_secret(early_secret, "res binder", &sha, key);
  SHA256_Update(&sha, hello, end);
  finished(key, &sha, binder);
}

static int put_hello(Tls *tls, uint8_t *hello, const Ticket *ticket) {
  static const uint8_t fixed[] = {
      0, 43, 0, 3, 2, 3, 4,                                    /* supported_versions: TLS 1.3 */
      0, 10, 0, 4, 0, 2, 0, 29,                                /* supported_groups: x25519 */
      0, 13, 0, 10, 0, 8, 4, 3, 8, 4, 4, 1, 8, 5,              /* signature_algorithms: ECDSA P-256, RSA-PSS, RSA */
      0, 45, 0, 2, 1, 1,                                       /* psk_key_exchange_modes: psk_dhe_ke */
      0, 51, 0, 38, 0, 36, 0, 29, 0, 32,                       /* key_share: x25519 */
  };
  int end = 4;
  put16(hello + end, 0x0303);
  getrandom(hello + end + 2, 32, 0);
  hello[end + 34] = 32; /* a session id as for middleboxes, as browsers send it */
  getrandom(hello + end + 35, 32, 0);
  end += 67;
  put16(hello + end, 2);
  put16(hello + end + 2, 0x1301);
  put16(hello + end + 4, 0x0100);
  int extensions = end + 6;
  end = extensions + 2;
  memcpy(hello + end, fixed, sizeof fixed);
  end += sizeof fixed;
  memcpy(hello + end, tls->thread->share, 32);
  end += 32;
  int identity = ticket ? ticket->identity_size : 0;
  int total = ticket ? end + 4 + 2 + 2 + identity + 4 + 2 + 1 + HASH_SIZE : end;
  hello[0] = CLIENT_HELLO;
  hello[1] = 0;
  put16(hello + 2, total - 4);
  put16(hello + extensions, total - extensions - 2);
  if (ticket) {
    put16(hello + end, PRE_SHARED_KEY);
    put16(hello + end + 2, total - end - 4);
    put16(hello + end + 4, identity + 6);
    put16(hello + end + 6, identity);
    memcpy(hello + end + 8, ticket->identity, identity);
    uint32_t age = htonl(ticket->age_add); /* it came less than a millisecond ago, or not much more */
    memcpy(hello + end + 8 + identity, &age, 4);
    end += 12 + identity;
    uint8_t *binders = hello + end;
    put16(binders, 1 + HASH_SIZE);
    binders[2] = HASH_SIZE;
    put_binder(hello, end, tls->secret, binders + 3);
  }
  return total;
}

static int say_hello(Tls *tls, const Ticket *ticket) {
  uint8_t record[HEADER_SIZE + 512 + TICKET_MAX];
  static const uint8_t zeros[HASH_SIZE];
  hmac(zeros, HASH_SIZE, ticket ? ticket->psk : zeros, HASH_SIZE, tls->secret);
  int size = put_hello(tls, record + HEADER_SIZE, ticket);
  record[0] = HANDSHAKE;
  put16(record + 1, 0x0301);
  put16(record + 3, size);
  SHA256_Init(&tls->transcript);
  SHA256_Update(&tls->transcript, record + HEADER_SIZE, size);
  return send_all(tls->fd, record, HEADER_SIZE + size);
}

/* The server's share and whether it took the ticket. */
static int hear_hello(Tls *tls, uint8_t *shared) {
  int size;
  uint8_t *hello = next_message(tls, &size);
  if (!hello || hello[0] != SERVER_HELLO || size < 44) {
    return 0;
  }
  SHA256_Update(&tls->transcript, hello, size);
  int at = 4 + 34 + 1 + hello[38];
  if (at + 5 > size || get16(hello + at) != 0x1301) {
    return 0;
  }
  const uint8_t *peer = NULL;
  for (at += 5; at + 4 <= size; at += 4 + get16(hello + at + 2)) {
    int type = get16(hello + at), length = get16(hello + at + 2);
    if (at + 4 + length > size) {
      return 0;
    }
    if (type == KEY_SHARE && length == 36) {
      peer = hello + at + 8;
    }
    tls->resumed |= type == PRE_SHARED_KEY;
  }
  if (!peer) {
    return 0;
  }
  EVP_PKEY *key = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, peer, 32);
  size_t shared_size = HASH_SIZE;
  int good = key && EVP_PKEY_derive_set_peer(tls->thread->exchange, key) == 1 &&
             EVP_PKEY_derive(tls->thread->exchange, shared, &shared_size) == 1;
  EVP_PKEY_free(key);
  return good;
}

static int hear_finished(Tls *tls) {
  for (;;) {
    int size;
    uint8_t expected[HASH_SIZE];
    uint8_t *message = next_message(tls, &size);
    if (!message) {
      return 0;
    }
    if (message[0] == FINISHED) {
      finished(tls->server_secret, &tls->transcript, expected);
      SHA256_Update(&tls->transcript, message, size);
      return size == 4 + HASH_SIZE && !memcmp(message + 4, expected, HASH_SIZE);
    }
    SHA256_Update(&tls->transcript, message, size);
  }
}

static int say_finished(Tls *tls) {
  uint8_t message[4 + HASH_SIZE] = {FINISHED, 0, 0, HASH_SIZE};
  uint8_t records[6 + HEADER_SIZE + sizeof message + 1 + TAG_SIZE] = {CHANGE_CIPHER_SPEC, 3, 3, 0, 1, 1};
  finished(tls->client_secret, &tls->transcript, message + 4);
  SHA256_Update(&tls->transcript, message, sizeof message);
  return send_all(tls->fd, records, 6 + seal(tls, HANDSHAKE, message, sizeof message, records + 6));
}

/* Whether the handshake was made; with a ticket, whether the server took it is in `resumed`. */
static int tls_connect(Tls *tls, TlsThread *thread, int fd, int resumes) {
  static const uint8_t zeros[HASH_SIZE];
  uint8_t shared[HASH_SIZE], application[2][HASH_SIZE];
  const Ticket *ticket = resumes && thread->ticket.identity_size ? &thread->ticket : NULL;
  tls->thread = thread;
  tls->fd = fd;
  tls->resumed = tls->protected_in = 0;
  tls->received_start = tls->received_end = tls->messages_start = tls->messages_end = 0;
  if (!say_hello(tls, ticket) || !hear_hello(tls, shared)) {
    return 0;
  }
  if (ticket && !tls->resumed) {
    hmac(zeros, HASH_SIZE, zeros, HASH_SIZE, tls->secret);
  }
  next_secret(tls->secret, shared);
  derive_secret(tls->secret, "c hs traffic", &tls->transcript, tls->client_secret);
  derive_secret(tls->secret, "s hs traffic", &tls->transcript, tls->server_secret);
  protect(&thread->in, tls->server_secret, 0);
  protect(&thread->out, tls->client_secret, 1);
  tls->protected_in = 1;
  if (!hear_finished(tls)) {
    return 0;
  }
  next_secret(tls->secret, zeros);
  derive_secret(tls->secret, "c ap traffic", &tls->transcript, application[0]);
  derive_secret(tls->secret, "s ap traffic", &tls->transcript, application[1]);
  protect(&thread->in, application[1], 0);
  if (!say_finished(tls)) {
    return 0;
  }
  protect(&thread->out, application[0], 1);
  if (resumes) {
    derive_secret(tls->secret, "res master", &tls->transcript, tls->resumption_secret);
  }
  return 1;
}

static int tls_write(Tls *tls, const void *bytes, int size) {
  uint8_t record[HEADER_SIZE + 2048 + 1 + TAG_SIZE];
  return size <= 2048 && send_all(tls->fd, record, seal(tls, APPLICATION_DATA, bytes, size, record));
}

static void keep_ticket(Tls *tls, const uint8_t *message, int size) {
  Ticket *ticket = &tls->thread->ticket;
  int nonce_size = size > 13 ? message[12] : 0;
  int at = 13 + nonce_size;
  if (at + 2 > size) {
    return;
  }
  int identity_size = get16(message + at);
  if (identity_size > TICKET_MAX || at + 2 + identity_size > size) {
    return;
  }
  uint32_t age_add;
  memcpy(&age_add, message + 8, 4);
  ticket->age_add = ntohl(age_add);
  memcpy(ticket->identity, message + at + 2, identity_size);
  ticket->identity_size = identity_size;
  expand_label(tls->resumption_secret, "resumption", message + 13, nonce_size, ticket->psk, HASH_SIZE);
}

/* Some application data; keeps a ticket on the way if there is to be one. 0 at the end or a fault. */
static int tls_read(Tls *tls, void *target, int capacity, int resumes) {
  for (;;) {
    uint8_t *content, *message;
    int size, type = next_record(tls, &content, &size);
    if (type == APPLICATION_DATA && size <= capacity) {
      memcpy(target, content, size);
      return size;
    }
    if (type != HANDSHAKE || !hold(tls, content, size)) {
      return 0;
    }
    while ((message = held_message(tls, &size))) {
      if (resumes && message[0] == NEW_SESSION_TICKET) {
        keep_ticket(tls, message, size);
      }
    }
  }
}

static void tls_end(Tls *tls) {
  static const uint8_t close_notify[] = {1, 0};
  uint8_t record[HEADER_SIZE + sizeof close_notify + 1 + TAG_SIZE];
  send_all(tls->fd, record, seal(tls, ALERT, close_notify, sizeof close_notify, record));
}

static EVP_CIPHER_CTX *new_cipher(int encrypts) {
  EVP_CIPHER_CTX *cipher = EVP_CIPHER_CTX_new();
  EVP_CipherInit_ex(cipher, EVP_aes_128_gcm(), NULL, NULL, NULL, encrypts);
  return cipher;
}

static TlsThread *tls_thread(void) {
  TlsThread *thread = calloc(1, sizeof *thread);
  EVP_PKEY *key = NULL;
  EVP_PKEY_CTX *maker = EVP_PKEY_CTX_new_id(EVP_PKEY_X25519, NULL);
  size_t size = sizeof thread->share;
  thread->in.cipher = new_cipher(0);
  thread->out.cipher = new_cipher(1);
  if (!maker || EVP_PKEY_keygen_init(maker) != 1 || EVP_PKEY_keygen(maker, &key) != 1 ||
      EVP_PKEY_get_raw_public_key(key, thread->share, &size) != 1 ||
      !(thread->exchange = EVP_PKEY_CTX_new(key, NULL)) || EVP_PKEY_derive_init(thread->exchange) != 1) {
    fprintf(stderr, "OpenSSL makes no X25519 key\n");
    exit(1);
  }
  EVP_PKEY_CTX_free(maker);
  return thread;
}
