// A server on node: HTTP/1.1, HTTP/2 with prior knowledge, and both over TLS.
import fs from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import zlib from 'node:zlib';

const [plain, prior, secure, certificate, key, file] = process.argv.slice(2);
const large = fs.readFileSync(file);

function collect(request, then) {
  const parts = [];
  request.on('data', (part) => parts.push(part)).on('end', () => then(Buffer.concat(parts)));
}

function answer(request, response) {
  switch (request.url) {
    case '/hello':
      response.end('hello');
      break;
    case '/large':
      response.end(large);
      break;
    case '/echo':
      response.setHeader('X-Length', request.headers['content-length'] ?? 'none');
      collect(request, (body) => response.end(body));
      break;
    case '/pipe':
      request.pipe(response);
      break;
    case '/trailers':
      response.setHeader('Trailer', 'x-sum');
      response.write('x');
      request.resume().on('end', () => {
        response.addTrailers({ 'x-sum': request.trailers['x-sum'] ?? 'none' });
        response.end('y');
      });
      break;
    case '/redirect':
      response.writeHead(302, { Location: '/hello' }).end();
      break;
    case '/zipped':
      if ((request.headers['accept-encoding'] ?? '').includes('gzip')) {
        response.setHeader('Content-Encoding', 'gzip');
        response.end(zlib.gzipSync(large));
      } else {
        response.end(large);
      }
      break;
    case '/hints':
      response.writeEarlyHints({ link: '</a>; rel=preload' });
      response.end('hello');
      break;
    default:
      response.writeHead(404).end();
  }
}

function askedFirst(request, response) {
  if (request.url === '/refuse') {
    response.writeHead(413).end();
  } else {
    response.writeContinue();
    answer(request, response);
  }
}

// A WebSocket over HTTP/2 (RFC 8441) that echoes frames of less than 126 bytes.
function socket({ stream }) {
  let left = Buffer.alloc(0);
  stream.respond({ ':status': 200 });
  stream.on('error', () => {}).on('data', (data) => {
    left = Buffer.concat([left, data]);
    while (left.length >= 6 && left.length >= 6 + (left[1] & 127)) {
      const payload = Buffer.from(left.subarray(6, 6 + (left[1] & 127)));
      for (let at = 0; at < payload.length; at++) {
        payload[at] ^= left[2 + (at & 3)];
      }
      stream.write(Buffer.concat([Buffer.from([left[0], payload.length]), payload]));
      if ((left[0] & 15) === 8) {
        stream.end();
      }
      left = left.subarray(6 + payload.length);
    }
  });
}

// In MB, of a session: by default node refuses streams while 10 MB wait to be sent.
const memory = { maxSessionMemory: 1000, settings: { enableConnectProtocol: true } };
const identity = {
  ...memory,
  cert: fs.readFileSync(certificate),
  key: fs.readFileSync(key),
  allowHTTP1: true,
};
for (const [server, port] of [
  [http.createServer(answer), plain],
  [http2.createServer(memory, answer), prior],
  [http2.createSecureServer(identity, answer), secure],
]) {
  if (port !== plain) {
    server.on('connect', socket);
  }
  server.on('checkContinue', askedFirst).listen(Number(port), '127.0.0.1');
}
