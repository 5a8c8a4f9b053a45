//! The limits of size, of time and of requests at once. They are set small, and
//! the tests wait for answers; how long one takes is never judged.

use crate::Service;
use crate::client::{BOUNDARY, answer, form, head};
use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A form of 10,000 bytes and a little.
fn large() -> String {
    form(&[("scheme", "scheme.toml", &"#".repeat(10_000))])
}

#[test]
fn a_request_that_says_it_is_too_large_is_refused_unread() {
    let service = Service::start(&["--bytes", "10000"]);
    service.post("/check", &large()).refused(413);
    // None of the body is sent, nor asked for.
    for length in ["10001", "9223372036854775807"] {
        let headers = ["content-length", length, "expect", "100-continue"];
        service.send(&head("/check", &headers)).refused(413);
    }
}

/// What the client sends is far more than what the system holds for a service that
/// does not read: the answer reaches it only because the service reads on.
#[test]
fn a_request_that_grows_too_large_is_refused() {
    let service = Service::start(&["--bytes", "10000", "--seconds", "60"]);
    let mut stream = service.connect();
    let head = head("/check", &["transfer-encoding", "chunked"]);
    let field = format!("--{BOUNDARY}\r\ncontent-disposition: form-data; name=\"scheme\"\r\n\r\n");
    let first = format!("{head}{:x}\r\n{field}\r\n", field.len());
    stream.write_all(first.as_bytes()).expect("sent");
    let chunk = format!("100000\r\n{}\r\n", "#".repeat(0x10_0000));
    for _ in 0..64 {
        stream.write_all(chunk.as_bytes()).expect("read on");
    }
    answer(stream).refused(413);
}

#[test]
fn a_request_of_exactly_the_largest_size_is_read() {
    let form = large();
    let size = form.len();
    let service = Service::start(&["--bytes", &size.to_string()]);
    // The scheme is a comment, so it has problems; but it was read.
    service.post("/check", &form).done();
    let service = Service::start(&["--bytes", &(size - 1).to_string()]);
    service.post("/check", &form).refused(413);
}

#[test]
fn a_body_that_stays_away_is_too_slow() {
    let service = Service::start(&["--seconds", "1"]);
    let form = large();
    let mut stream = service.begin("/check", form.len());
    let half = &form.as_bytes()[..form.len() / 2];
    stream.write_all(half).expect("sent");
    answer(stream).refused(408);
}

#[test]
fn a_head_that_stays_away_is_too_slow() {
    let service = Service::start(&["--seconds", "1"]);
    service
        .send("POST /assess HTTP/1.1\r\nhost: local")
        .refused(408);
}

/// It is the whole request that has its time, not each of its bytes.
#[test]
fn a_request_that_trickles_is_too_slow() {
    let service = Service::start(&["--seconds", "1"]);
    let length = ["content-length", "1000000"];
    for begun in [
        head("/check", &length),
        "POST /check HTTP/1.1\r\nx: ".to_owned(),
    ] {
        let stream = service.connect();
        let mut writer = stream.try_clone().expect("a second handle");
        let is_answered = AtomicBool::new(false);
        thread::scope(|scope| {
            scope.spawn(|| {
                let mut sent = writer.write_all(begun.as_bytes());
                while sent.is_ok() && !is_answered.load(Ordering::Relaxed) {
                    thread::sleep(Duration::from_millis(20));
                    sent = writer.write_all(b"x");
                }
            });
            let answer = answer(stream);
            is_answered.store(true, Ordering::Relaxed);
            answer.refused(408);
        });
    }
}

#[test]
fn a_client_that_says_nothing_is_told_nothing() {
    let service = Service::start(&["--seconds", "1"]);
    let mut answer = Vec::new();
    service.connect().read_to_end(&mut answer).expect("closed");
    assert!(answer.is_empty());
}

#[test]
fn one_request_too_many_is_asked_to_come_again() {
    let service = Service::start(&["--requests", "1", "--seconds", "60"]);
    let form = large();
    let mut first = service.begin("/check", form.len());
    for path in ["/assess", "/explain", "/check"] {
        let second = service.post(path, &form);
        second.refused(503);
        assert_eq!(second.header("retry-after"), Some("1"), "{second:?}");
    }
    // What is no work needs no turn.
    service.post("/nowhere", &form).refused(404);
    first.write_all(form.as_bytes()).expect("sent");
    answer(first).done();
    service.post("/check", &form).done();
}

#[test]
fn a_client_that_goes_away_gives_its_turn_back() {
    let service = Service::start(&["--requests", "1", "--seconds", "60"]);
    let form = large();
    drop(service.begin("/check", form.len()));
    // The service hears of it when the system tells it.
    let mut status = 503;
    while status == 503 {
        status = service.post("/check", &form).status;
    }
    assert_eq!(status, 200);
}
