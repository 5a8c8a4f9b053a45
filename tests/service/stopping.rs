//! How the service stops when it is told to: what is in work is answered, what is
//! new is refused, and nobody can hold it up.

use crate::client::{answer, form, head};
use crate::{PATIENCE, Service};
use std::io::Write;
use std::net::TcpStream;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

impl Service {
    /// Sends the program a signal by its name.
    fn signal(&self, name: &str) {
        let sent = Command::new("kill")
            .args(["-s", name, &self.program.id().to_string()])
            .status()
            .expect("there is the command kill");
        assert!(sent.success());
    }

    /// Waits until new connections are refused.
    fn wait_until_closed(&self) {
        let pause = Duration::from_millis(10);
        for _ in 0..PATIENCE.as_millis() / pause.as_millis() {
            if TcpStream::connect(self.address).is_err() {
                return;
            }
            sleep(pause);
        }
        panic!("new connections are still taken");
    }
}

fn a_form() -> String {
    form(&[("scheme", "scheme.toml", "# no scheme, but a file")])
}

#[test]
fn a_service_without_work_stops_when_it_is_told_to() {
    for signal in ["TERM", "INT"] {
        let mut service = Service::start(&[]);
        service.post("/check", &a_form()).done();
        service.signal(signal);
        assert!(service.ended().success(), "{signal}");
    }
}

#[test]
fn a_request_in_work_is_answered_and_a_new_one_refused() {
    let form = a_form();
    let mut service = Service::start(&["--seconds", "60"]);
    let expected = service.post("/check", &form).done();
    let mut in_work = service.begin("/check", form.len());
    service.signal("TERM");
    service.wait_until_closed();
    in_work.write_all(form.as_bytes()).expect("still read");
    assert_eq!(answer(in_work).done(), expected);
    assert!(service.ended().success());
}

/// Connections are taken in the order in which they come: once the last of them is
/// in work, the service has them all.
#[test]
fn clients_that_never_finish_do_not_hold_up_the_stop() {
    let mut service = Service::start(&["--seconds", "1"]);
    let silent = service.connect();
    let mut half_a_head = service.connect();
    half_a_head.write_all(b"POST /assess HT").expect("sent");
    let half_a_form = service.begin("/check", 1_000_000);
    service.signal("TERM");
    answer(half_a_head).refused(408);
    answer(half_a_form).refused(408);
    assert!(service.ended().success());
    drop(silent);
}

/// Each row of the table has five problems or so, each of them longer than its row:
/// their list is more than what the system takes in from a service whose client
/// does not read.
#[test]
fn a_client_that_does_not_take_its_answer_does_not_hold_up_the_stop() {
    let mut service = Service::start(&["--seconds", "3"]);
    let scheme = include_str!("../../fixtures/hackney/scheme.toml");
    let header = "area_code,cohort,period,metric,count\n";
    let table = format!("{header}{}", "?,?,?,?,?\n".repeat(20_000));
    let form = form(&[
        ("scheme", "scheme.toml", scheme),
        ("demand", "demand.csv", &table),
    ]);
    let head = head("/assess", &["content-length", &form.len().to_string()]);
    let mut client = service.connect();
    client
        .write_all(format!("{head}{form}").as_bytes())
        .expect("sent");
    client.peek(&mut [0]).expect("the answer begins");
    service.signal("TERM");
    assert!(service.ended().success());
    drop(client);
}
