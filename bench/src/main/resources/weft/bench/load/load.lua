-- One fixed request, or several at once, sent as fast as answers come back.
-- Arguments: how many at once, length of the body to POST (0: GET), "form" to PUT it as a form with a file.
-- Ends by printing the line the bench reads; times are in microseconds.

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
