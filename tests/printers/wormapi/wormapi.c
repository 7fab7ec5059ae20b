/* The functions of Swissbit's WormAPI that Kasse calls, for tests: each call goes over a socket to the emulator
 * (worm_world.py), so that the layer over the real library is the one that is tested. Signatures of functions and
 * values as in the header files of Swissbit's SDK 5.9.1; nothing of the SDK itself is here.
 *
 * A request: u32 length, then the name with a NUL, then arguments: u32 length and bytes each (numbers: 8 bytes).
 * An answer: u32 length, then i32 code, then values alike. Code -1 is a piece of an export, which is answered by a
 * byte: 0 go on, 1 stop. All numbers are little-endian.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

typedef int WormError;
typedef uint64_t worm_uint;
enum { OK = 0, INVALID_PARAMETER = 1, NO_WORM_CARD = 2, IO_ERROR = 3, EXPORT_FAILED = 10, PIECE = -1 };
enum { MAX_ARGS = 12, INFO_NUMBERS = 24 };

typedef struct { int socket; int lost; } WormContext;
typedef struct { const void *data; uint32_t length; } Arg;
typedef struct { unsigned char *data; uint32_t length; uint32_t at; } Answer;
typedef struct {
  WormContext *context;
  uint64_t number[INFO_NUMBERS];
  unsigned char key[256], serial[64];
  uint64_t key_length, serial_length;
  char description[256], form_factor[32];
} WormInfo;
typedef struct {
  WormContext *context;
  uint64_t log_time, counter, number;
  unsigned char serial[64], signature[256];
  uint64_t serial_length, signature_length;
} WormTransactionResponse;
typedef struct { int amount; char clientIds[16][31]; } WormRegisteredClients;
typedef int (*Callback)(const unsigned char *, unsigned, void *);

static int send_all(int to, const void *data, size_t length) {
  const char *at = data;
  while (length) {
    ssize_t sent = send(to, at, length, MSG_NOSIGNAL);
    if (sent <= 0) return 0;
    at += sent, length -= (size_t)sent;
  }
  return 1;
}

static int read_all(int from, void *data, size_t length) {
  char *at = data;
  while (length) {
    ssize_t got = recv(from, at, length, 0);
    if (got <= 0) return 0;
    at += got, length -= (size_t)got;
  }
  return 1;
}

static WormError lost(WormContext *context) {
  if (context->socket >= 0) close(context->socket);
  context->socket = -1;
  context->lost = 1;
  return IO_ERROR;
}

static WormError ask(WormContext *context, const char *name, const Arg *args, int count) {
  if (!context) return INVALID_PARAMETER;
  if (context->lost) return NO_WORM_CARD;
  uint32_t length = (uint32_t)strlen(name) + 1;
  for (int i = 0; i < count; i++) length += 4 + args[i].length;
  int sent = send_all(context->socket, &length, 4) && send_all(context->socket, name, strlen(name) + 1);
  for (int i = 0; sent && i < count; i++)
    sent = send_all(context->socket, &args[i].length, 4) && send_all(context->socket, args[i].data, args[i].length);
  return sent ? OK : lost(context);
}

static WormError hear(WormContext *context, Answer *answer) {
  int32_t code;
  answer->data = NULL;
  if (!read_all(context->socket, &answer->length, 4)) return lost(context);
  answer->data = malloc(answer->length);
  if (!answer->data || !read_all(context->socket, answer->data, answer->length)) return lost(context);
  memcpy(&code, answer->data, 4);
  answer->at = 4;
  return code;
}

static uint32_t value(Answer *answer, void *into, uint32_t room) {
  uint32_t length = 0;
  if (answer->at + 4 > answer->length) return 0;
  memcpy(&length, answer->data + answer->at, 4);
  answer->at += 4;
  if (length <= room) memcpy(into, answer->data + answer->at, length);
  answer->at += length;
  return length;
}

static uint64_t number(Answer *answer) {
  uint64_t found = 0;
  value(answer, &found, 8);
  return found;
}

static Arg text(const char *of) { return (Arg){of ? of : "", of ? (uint32_t)strlen(of) : 0}; }
static Arg bytes(const unsigned char *of, uint64_t length) { return (Arg){of, (uint32_t)length}; }

static WormError call(WormContext *context, const char *name, const Arg *args, int count, Answer *answer) {
  answer->data = NULL;
  WormError code = ask(context, name, args, count);
  return code ? code : hear(context, answer);
}

static WormError simple(WormContext *context, const char *name, const Arg *args, int count) {
  Answer answer;
  WormError code = call(context, name, args, count, &answer);
  free(answer.data);
  return code;
}

/* Connecting */

const char *worm_getVersion(void) { return "5.9.1-emulated"; }
const char *worm_signatureAlgorithm(void) { return "ecdsa-plain-SHA384"; }
const char *worm_logTimeFormat(void) { return "unixTime"; }

WormError worm_init(WormContext **context, const char *mount_point) {
  char path[4096], name[108] = "";
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  *context = NULL;
  snprintf(path, sizeof path, "%s/TSE_INFO.DAT", mount_point);
  FILE *file = fopen(path, "r");
  if (!file) return NO_WORM_CARD;
  if (!fgets(name, sizeof name, file)) name[0] = 0;
  fclose(file);
  strcpy(address.sun_path, name);
  int to = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (to < 0) return IO_ERROR;
  if (connect(to, (struct sockaddr *)&address, sizeof address)) return close(to), NO_WORM_CARD;
  WormContext *made = calloc(1, sizeof *made);
  made->socket = to;
  WormError code = simple(made, "init", NULL, 0);
  if (code) {
    if (made->socket >= 0) close(made->socket);
    free(made);
    return code;
  }
  *context = made;
  return OK;
}

WormError worm_cleanup(WormContext *context) {
  if (!context) return INVALID_PARAMETER;
  if (context->socket >= 0) close(context->socket);
  free(context);
  return OK;
}

/* What it is */

WormInfo *worm_info_new(WormContext *context) {
  WormInfo *info = calloc(1, sizeof *info);
  info->context = context;
  return info;
}

void worm_info_free(WormInfo *info) { free(info); }

WormError worm_info_read(WormInfo *info) {
  Answer answer;
  WormError code = call(info->context, "info", NULL, 0, &answer);
  if (!code) {
    for (int i = 0; i < INFO_NUMBERS; i++) info->number[i] = number(&answer);
    info->key_length = value(&answer, info->key, sizeof info->key);
    info->serial_length = value(&answer, info->serial, sizeof info->serial);
    info->description[value(&answer, info->description, sizeof info->description - 1)] = 0;
    info->form_factor[value(&answer, info->form_factor, sizeof info->form_factor - 1)] = 0;
  }
  free(answer.data);
  return code;
}

#define INFO(type, name, at) type worm_info_##name(const WormInfo *info) { return (type)info->number[at]; }
INFO(int, initializationState, 0)
INFO(int, hasValidTime, 1)
INFO(int, hasPassedSelfTest, 2)
INFO(int, isCtssInterfaceActive, 3)
INFO(uint32_t, timeUntilNextSelfTest, 4)
INFO(uint32_t, startedTransactions, 5)
INFO(uint32_t, remainingSignatures, 6)
INFO(uint32_t, maxTimeSynchronizationDelay, 7)
INFO(uint32_t, timeUntilNextTimeSynchronization, 8)
INFO(worm_uint, certificateExpirationDate, 9)
INFO(uint32_t, capacity, 10)
INFO(uint32_t, size, 11)
INFO(uint32_t, softwareVersion, 12)
INFO(uint32_t, hardwareVersion, 13)
INFO(uint32_t, registeredClients, 14)
INFO(uint32_t, maxStartedTransactions, 15)
INFO(uint32_t, createdSignatures, 16)
INFO(uint32_t, maxSignatures, 17)
INFO(int, hasChangedPuk, 18)
INFO(int, hasChangedAdminPin, 19)
INFO(int, hasChangedTimeAdminPin, 20)
INFO(uint32_t, maxRegisteredClients, 21)
INFO(uint64_t, tarExportSize, 22)
INFO(int, isDevelopmentFirmware, 23)

const char *worm_info_tseDescription(const WormInfo *info) { return info->description; }
const char *worm_info_formFactor(const WormInfo *info) { return info->form_factor; }
void worm_info_tsePublicKey(const WormInfo *info, const unsigned char **key, worm_uint *length) {
  *key = info->key, *length = info->key_length;
}
void worm_info_tseSerialNumber(const WormInfo *info, const unsigned char **serial, worm_uint *length) {
  *serial = info->serial, *length = info->serial_length;
}

WormError worm_getLogMessageCertificate(WormContext *context, unsigned char *into, uint32_t *length) {
  Answer answer;
  WormError code = call(context, "certificate", NULL, 0, &answer);
  if (!code) {
    uint32_t needed = value(&answer, into, *length);
    if (needed > *length) code = INVALID_PARAMETER;
    *length = needed;
  }
  free(answer.data);
  return code;
}

/* Setting up, sessions */

WormError worm_tse_runSelfTest(WormContext *context, const char *client) {
  Arg args[] = {text(client)};
  return simple(context, "self_test", args, 1);
}

WormError worm_tse_setup(WormContext *context, const unsigned char *seed, int seed_length, const unsigned char *puk,
                         int puk_length, const unsigned char *admin, int admin_length, const unsigned char *time_admin,
                         int time_admin_length, const char *client) {
  Arg args[] = {bytes(seed, seed_length), bytes(puk, puk_length), bytes(admin, admin_length),
                bytes(time_admin, time_admin_length), text(client)};
  return simple(context, "setup", args, 5);
}

WormError worm_tse_ctss_enable(WormContext *context) { return simple(context, "ctss_enable", NULL, 0); }

WormError worm_tse_updateTime(WormContext *context, worm_uint time) {
  Arg args[] = {{&time, 8}};
  return simple(context, "update_time", args, 1);
}

WormError worm_tse_registerClient(WormContext *context, const char *client) {
  Arg args[] = {text(client)};
  return simple(context, "register", args, 1);
}

WormError worm_tse_deregisterClient(WormContext *context, const char *client) {
  Arg args[] = {text(client)};
  return simple(context, "deregister", args, 1);
}

WormError worm_tse_listRegisteredClients(WormContext *context, int skip, WormRegisteredClients *clients) {
  uint64_t from = (uint64_t)skip;
  Arg args[] = {{&from, 8}};
  Answer answer;
  WormError code = call(context, "clients", args, 1, &answer);
  memset(clients, 0, sizeof *clients);
  if (!code) {
    clients->amount = (int)number(&answer);
    for (int i = 0; i < clients->amount; i++) value(&answer, clients->clientIds[i], 30);
  }
  free(answer.data);
  return code;
}

static WormError with_tries(WormContext *context, const char *name, const Arg *args, int count, int *tries) {
  Answer answer;
  WormError code = call(context, name, args, count, &answer);
  if (answer.data && tries) *tries = (int)number(&answer);
  free(answer.data);
  return code;
}

WormError worm_user_login(WormContext *context, int user, const unsigned char *pin, int length, int *tries) {
  uint64_t who = (uint64_t)user;
  Arg args[] = {{&who, 8}, bytes(pin, length)};
  return with_tries(context, "login", args, 2, tries);
}

WormError worm_user_logout(WormContext *context, int user) {
  uint64_t who = (uint64_t)user;
  Arg args[] = {{&who, 8}};
  return simple(context, "logout", args, 1);
}

WormError worm_user_unblock(WormContext *context, int user, const unsigned char *puk, int puk_length,
                            const unsigned char *pin, int pin_length, int *tries) {
  uint64_t who = (uint64_t)user;
  Arg args[] = {{&who, 8}, bytes(puk, puk_length), bytes(pin, pin_length)};
  return with_tries(context, "unblock", args, 3, tries);
}

/* Transactions */

WormTransactionResponse *worm_transaction_response_new(WormContext *context) {
  WormTransactionResponse *made = calloc(1, sizeof *made);
  made->context = context;
  return made;
}

void worm_transaction_response_free(WormTransactionResponse *response) { free(response); }
worm_uint worm_transaction_response_logTime(const WormTransactionResponse *r) { return r->log_time; }
worm_uint worm_transaction_response_signatureCounter(const WormTransactionResponse *r) { return r->counter; }
worm_uint worm_transaction_response_transactionNumber(const WormTransactionResponse *r) { return r->number; }
void worm_transaction_response_serialNumber(const WormTransactionResponse *r, const unsigned char **at, worm_uint *n) {
  *at = r->serial, *n = r->serial_length;
}
void worm_transaction_response_signature(const WormTransactionResponse *r, const unsigned char **at, worm_uint *n) {
  *at = r->signature, *n = r->signature_length;
}

static WormError logged(WormContext *context, const char *name, const Arg *args, int count,
                        WormTransactionResponse *response) {
  Answer answer;
  WormError code = call(context, name, args, count, &answer);
  if (!code) {
    response->log_time = number(&answer);
    response->counter = number(&answer);
    response->number = number(&answer);
    response->serial_length = value(&answer, response->serial, sizeof response->serial);
    response->signature_length = value(&answer, response->signature, sizeof response->signature);
  }
  free(answer.data);
  return code;
}

WormError worm_transaction_start(WormContext *context, const char *client, const unsigned char *data, worm_uint length,
                                 const char *type, WormTransactionResponse *response) {
  Arg args[] = {text(client), bytes(data, length), text(type)};
  return logged(context, "start", args, 3, response);
}

WormError worm_transaction_update(WormContext *context, const char *client, worm_uint transaction,
                                  const unsigned char *data, worm_uint length, const char *type,
                                  WormTransactionResponse *response) {
  Arg args[] = {text(client), {&transaction, 8}, bytes(data, length), text(type)};
  return logged(context, "update", args, 4, response);
}

WormError worm_transaction_finish(WormContext *context, const char *client, worm_uint transaction,
                                  const unsigned char *data, worm_uint length, const char *type,
                                  WormTransactionResponse *response) {
  Arg args[] = {text(client), {&transaction, 8}, bytes(data, length), text(type)};
  return logged(context, "finish", args, 4, response);
}

WormError worm_transaction_listStartedTransactions(WormContext *context, const char *client, int skip, worm_uint *into,
                                                   int room, int *count) {
  uint64_t from = (uint64_t)skip, most = (uint64_t)room;
  Arg args[] = {text(client), {&from, 8}, {&most, 8}};
  Answer answer;
  WormError code = call(context, "started", args, 3, &answer);
  *count = code ? 0 : (int)number(&answer);
  for (int i = 0; i < *count; i++) into[i] = number(&answer);
  free(answer.data);
  return code;
}

/* Export */

static WormError exported(WormContext *context, const char *name, const Arg *args, int count, Callback write,
                          void *data) {
  WormError code = ask(context, name, args, count);
  while (!code) {
    Answer answer;
    code = hear(context, &answer);
    if (code == PIECE) {
      uint32_t length;
      memcpy(&length, answer.data + 4, 4);
      unsigned char stop = write(answer.data + 8, length, data) != 0;
      code = send_all(context->socket, &stop, 1) ? OK : lost(context);
      if (stop) code = EXPORT_FAILED;
    } else {
      free(answer.data);
      return code;
    }
    free(answer.data);
  }
  return code;
}

WormError worm_export_tar(WormContext *context, Callback write, void *data) {
  return exported(context, "export", NULL, 0, write, data);
}

WormError worm_export_tar_filtered_time(WormContext *context, worm_uint since, worm_uint until, const char *client,
                                        Callback write, void *data) {
  Arg args[] = {{&since, 8}, {&until, 8}, text(client)};
  return exported(context, "export_time", args, 3, write, data);
}

WormError worm_export_tar_filtered_transaction(WormContext *context, worm_uint first, worm_uint last,
                                               const char *client, Callback write, void *data) {
  Arg args[] = {{&first, 8}, {&last, 8}, text(client)};
  return exported(context, "export_transaction", args, 3, write, data);
}

WormError worm_export_deleteStoredData(WormContext *context) { return simple(context, "delete", NULL, 0); }
