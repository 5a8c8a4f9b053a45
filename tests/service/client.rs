//! A client of HTTP/1.1, as small as the tests allow: it sends bytes as they are
//! given, and reads one answer until the connection closes.

use crate::{PATIENCE, Service};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

pub const BOUNDARY: &str = "between-the-fields";

/// One answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    head: String,
    pub body: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (key, value) = line.split_once(": ")?;
            key.eq_ignore_ascii_case(name).then_some(value)
        })
    }

    /// The body of an answer that the service gives to what is right.
    pub fn done(self) -> String {
        assert_eq!(self.status, 200, "{self:?}");
        assert_eq!(self.header("content-type"), Some("application/json"));
        self.body
    }

    /// The problem details of a refusal, in the form of RFC 9457.
    pub fn refused(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self:?}");
        let content_type = self.header("content-type");
        assert_eq!(content_type, Some("application/problem+json"), "{self:?}");
        let details: Value = serde_json::from_str(&self.body).expect("JSON");
        assert_eq!(details["status"], status);
        for member in ["title", "detail"] {
            let text = details[member].as_str().expect("text");
            assert!(!text.is_empty(), "{self:?}");
        }
        let kind = match status {
            422 => "/problems/invalid-input",
            _ => "about:blank",
        };
        assert_eq!(details["type"], kind);
        details
    }
}

/// A form with these fields: name, name of the file, content.
pub fn form(fields: &[(&str, &str, &str)]) -> String {
    let mut form = Vec::new();
    for (name, file, content) in fields {
        let disposition = format!("form-data; name=\"{name}\"; filename=\"{file}\"");
        form.push(format!(
            "--{BOUNDARY}\r\ncontent-disposition: {disposition}\r\n\r\n{content}\r\n"
        ));
    }
    form.push(format!("--{BOUNDARY}--\r\n"));
    form.concat()
}

impl Service {
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.address).expect("the service listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("a timeout");
        stream
    }

    /// Sends bytes as they are and reads the answer.
    pub fn send(&self, message: &str) -> Answer {
        let mut stream = self.connect();
        // What the service does not want to read any more is its affair.
        let _ = stream.write_all(message.as_bytes());
        answer(stream)
    }

    /// Posts a form.
    pub fn post(&self, target: &str, form: &str) -> Answer {
        let head = head(target, &["content-length", &form.len().to_string()]);
        self.send(&format!("{head}{form}"))
    }

    /// Sends the head of a request whose body is to follow, and waits until the
    /// service asks for that: it is in work then.
    pub fn begin(&self, target: &str, length: usize) -> TcpStream {
        let length = length.to_string();
        let fields = ["content-length", &length, "expect", "100-continue"];
        let mut stream = self.connect();
        let head = head(target, &fields);
        stream.write_all(head.as_bytes()).expect("sent");
        let mut interim = [0; 25];
        stream.read_exact(&mut interim).expect("an interim answer");
        assert_eq!(&interim, b"HTTP/1.1 100 Continue\r\n\r\n");
        stream
    }
}

/// The head of a request that posts a form, with these headers besides.
pub fn head(target: &str, headers: &[&str]) -> String {
    let headers = headers.chunks(2).map(|pair| pair.join(": ") + "\r\n");
    format!(
        "POST {target} HTTP/1.1\r\nhost: localhost\r\n\
         content-type: multipart/form-data; boundary={BOUNDARY}\r\n{}\r\n",
        headers.collect::<String>()
    )
}

/// What is answered until the connection closes.
pub fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("an answer, whole");
    let text = String::from_utf8(bytes).expect("UTF-8");
    let text = text
        .strip_prefix("HTTP/1.1 100 Continue\r\n\r\n")
        .unwrap_or(&text);
    let (head, body) = text
        .split_once("\r\n\r\n")
        .unwrap_or_else(|| panic!("no head: {text:?}"));
    let status = head
        .strip_prefix("HTTP/1.1 ")
        .and_then(|line| line.get(..3)?.parse().ok())
        .unwrap_or_else(|| panic!("no status: {text:?}"));
    let answer = Answer {
        status,
        head: head.to_owned(),
        body: body.to_owned(),
    };
    let length = answer.header("content-length").map(str::parse);
    assert_eq!(length, Some(Ok(body.len())), "{answer:?}");
    answer
}
