package weft.examples.uploads;

/// A form for files that shows how far they are.
final class UploadPage {
  static final String HTML =
      """
      <!doctype html>
      <html lang="en">
      <meta charset="utf-8">
      <title>Upload</title>
      <style>
        body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 3rem auto; }
        progress { width: 100%; }
      </style>
      <h1>Upload</h1>
      <form>
        <input name="note" value="grüße">
        <input type="file" name="file" multiple>
        <button>Send</button>
      </form>
      <progress max="1" value="0"></progress>
      <pre></pre>
      <script>
        const form = document.querySelector("form");
        const bar = document.querySelector("progress");
        const result = document.querySelector("pre");
        function send(data) {
          const request = new XMLHttpRequest();
          request.upload.onprogress = event => {
            bar.value = event.loaded / event.total;
            bar.dataset.events = Number(bar.dataset.events || 0) + 1;
          };
          request.onload = () => result.textContent = request.status + " " + request.responseText;
          request.onerror = () => result.textContent = "failed";
          request.open("POST", "/large");
          request.send(data);
        }
        form.onsubmit = event => {
          event.preventDefault();
          send(new FormData(form));
        };
        // For tests without hands: two files made here.
        if (location.hash === "#try") {
          const data = new FormData(form);
          data.delete("file");
          data.append("file", new File(["x".repeat(3000000)], 'large "ü".txt'));
          data.append("file", new File(["small\\r\\n--"], "small.txt", {type: "text/plain"}));
          send(data);
        }
      </script>
      """;

  private UploadPage() {}
}
