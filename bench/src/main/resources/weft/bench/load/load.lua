-- One fixed request, or several at once, sent as fast as answers come back.
-- Arguments: how many at once, length of the body to POST (0: GET), "form" to PUT it as a form with a file,
-- "heads-again" to send a browser's fields, "heads" to have one of them differ each time.
-- Ends by printing the line the bench reads; times are in microseconds.

local DIFFERENT = 1009

local function browser()
  wrk.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
  wrk.headers["Accept"] = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
  wrk.headers["Accept-Language"] = "en-US,en;q=0.5"
  wrk.headers["Accept-Encoding"] = "gzip, deflate, br, zstd"
  wrk.headers["Sec-Fetch-Dest"] = "document"
  wrk.headers["Sec-Fetch-Mode"] = "navigate"
  wrk.headers["Sec-Fetch-Site"] = "none"
  wrk.headers["Priority"] = "u=0, i"
  wrk.headers["X-Request-Id"] = "00000"
end

function init(args)
  local depth = tonumber(args[1])
  local length = tonumber(args[2])
  if length > 0 then
    wrk.method = "POST"
    wrk.body = string.rep("x", length)
    wrk.headers["Content-Type"] = "application/octet-stream"
  end
  if args[3] == "form" then
    wrk.method = "PUT"
    wrk.body = "--bench\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n"
      .. wrk.body .. "\r\n--bench--\r\n"
    wrk.headers["Content-Type"] = "multipart/form-data; boundary=bench"
  end
  if args[3] == "heads" or args[3] == "heads-again" then
    browser()
  end
  if args[3] == "heads" then
    local requests = {}
    for index = 0, DIFFERENT - 1 do
      wrk.headers["X-Request-Id"] = string.format("%05d", index)
      requests[index] = wrk.format()
    end
    local next = 0
    request = function()
      next = (next + 1) % DIFFERENT
      return requests[next]
    end
  end
  if depth > 1 then
    local batch = string.rep(wrk.format(), depth)
    request = function()
      return batch
    end
  end
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  print(string.format("result requests=%d micros=%d p50=%.0f p99=%.0f errors=%d",
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), failed))
end
