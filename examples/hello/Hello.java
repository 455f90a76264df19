import weft.web.App;

/// Weft in one file. Run it with the jars of Weft on the class path: `java -cp … Hello.java`.
final Users users = new Users();

void main() {
  var app = App.create();
  app.get("/", (req, res) -> res.text("Hello"));
  app.get("/users/{id}", (req, res) -> res.json(users.find(req.path("id").asLong())));
  app.post("/echo", (req, res) -> res.bytes(req.body().bytes()));
  app.run(8080);
}

record User(long id, String name) {}

class Users {
  User find(long id) {
    return new User(id, "user " + id);
  }
}
