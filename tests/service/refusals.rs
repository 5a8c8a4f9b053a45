//! Requests that are wrong whatever the files say: each is refused with the status
//! that HTTP has for it, and with problem details. Limits are in `limits`.

use crate::Service;
use crate::client::{BOUNDARY, form, head};

#[test]
fn an_unknown_path_is_not_found() {
    let service = Service::start(&[]);
    for path in ["/", "/assess/", "/assessment", "/problems/invalid-input"] {
        service.post(path, &form(&[])).refused(404);
    }
}

#[test]
fn another_method_is_refused_with_the_one_that_is_allowed() {
    let service = Service::start(&[]);
    for path in ["/assess", "/explain", "/check"] {
        for method in ["GET", "PUT", "DELETE", "OPTIONS", "ASSESS"] {
            let request = format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\n\r\n");
            let answer = service.send(&request);
            answer.refused(405);
            assert_eq!(answer.header("allow"), Some("POST"), "{answer:?}");
        }
    }
}

#[test]
fn what_is_no_form_is_of_an_unsupported_media_type() {
    let service = Service::start(&[]);
    let types = [
        "",
        "content-type: application/json\r\n",
        "content-type: application/x-www-form-urlencoded\r\n",
        "content-type: text/plain; boundary=x\r\n",
    ];
    for content_type in types {
        let request = format!(
            "POST /assess HTTP/1.1\r\nhost: localhost\r\n{content_type}content-length: 2\r\n\r\n{{}}"
        );
        service.send(&request).refused(415);
    }
}

#[test]
fn a_packed_form_is_of_an_unsupported_media_type() {
    let service = Service::start(&[]);
    let headers = ["content-length", "0", "content-encoding", "gzip"];
    service.send(&head("/assess", &headers)).refused(415);
}

#[test]
fn a_form_that_breaks_off_is_a_bad_request() {
    let service = Service::start(&[]);
    let whole = form(&[("scheme", "scheme.toml", "schema = \"\"")]);
    let broken = [
        String::new(),
        "no form at all".to_owned(),
        whole.replace(BOUNDARY, "another-boundary"),
        whole[..whole.len() / 2].to_owned(),
        whole.replace(&format!("--{BOUNDARY}--"), ""),
    ];
    for form in broken {
        service.post("/check", &form).refused(400);
    }
}

#[test]
fn a_form_without_a_boundary_is_a_bad_request() {
    let service = Service::start(&[]);
    let request = "POST /check HTTP/1.1\r\nhost: localhost\r\n\
                   content-type: multipart/form-data\r\ncontent-length: 0\r\n\r\n";
    service.send(request).refused(400);
}

#[test]
fn a_body_whose_chunks_are_broken_is_a_bad_request() {
    let service = Service::start(&[]);
    let head = head("/check", &["transfer-encoding", "chunked"]);
    service.send(&format!("{head}no number\r\n")).refused(400);
}

#[test]
fn what_is_not_http_is_a_bad_request() {
    let service = Service::start(&[]);
    let wrong = [
        "what is the reward?\r\n\r\n",
        "POST /assess\r\n\r\n",
        "POST /assess HTTP/1.1\r\nno header\r\n\r\n",
        "POST /assess HTTP/1.1\r\ncontent-length: many\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{0}\u{1}\r\n\r\n",
    ];
    for message in wrong {
        service.send(message).refused(400);
    }
}

#[test]
fn a_head_that_is_too_large_is_refused_as_such() {
    let service = Service::start(&[]);
    let many = "x: y\r\n".repeat(200);
    let long = "x".repeat(1024 * 1024);
    let heads = [
        format!("POST /assess HTTP/1.1\r\n{many}\r\n"),
        format!("POST /assess HTTP/1.1\r\nx: {long}\r\n\r\n"),
        format!("POST /{long} HTTP/1.1\r\n\r\n"),
    ];
    for head in heads {
        service.send(&head).refused(431);
    }
}
