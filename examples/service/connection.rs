//! One connection: one request, one answer, and one deadline for all of it. What
//! the answer says is in `answers`.
//!
//! A connection carries one request. That costs a handshake, which is little
//! beside an assessment, and gives one clock that starts with the connection, so
//! that a client cannot be slow in a place that no clock watches.

use crate::answers::Refusal;
use axum::Router;
use axum::http::{Request, StatusCode};
use axum::response::IntoResponse;
use hyper::body::Incoming;
use hyper::rt::{Read, ReadBufCursor, Write};
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use std::convert::Infallible;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

/// Reads a request and answers it. The request has `limit` to arrive and to be
/// worked on, and its client as long again to take the answer.
pub async fn serve(stream: TcpStream, answers: Router, limit: Duration) {
    let deadline = Instant::now() + limit;
    let has_head = Arc::new(AtomicBool::new(false));
    let answers = TowerToHyperService::new(answers);
    let service = service_fn(|request: Request<Incoming>| {
        has_head.store(true, Ordering::Relaxed);
        let answer = answers.call(request);
        async move {
            timeout_at(deadline, answer)
                .await
                .unwrap_or_else(|_| Ok::<_, Infallible>(too_slow(limit).into_response()))
        }
    });
    let io = Guarded {
        stream: TokioIo::new(stream),
        has_head: Arc::clone(&has_head),
    };
    let mut connection = http1::Builder::new()
        .keep_alive(false)
        .serve_connection(io, service);
    let mut ended = timeout_at(deadline, &mut connection).await;
    let has_head = has_head.load(Ordering::Relaxed);
    if has_head && ended.is_err() {
        // The answer, if only that it took too long, is on its way.
        ended = timeout(limit, &mut connection).await;
    }
    let parts = connection.into_parts();
    let refusal = match ended {
        _ if has_head => None,
        Err(_) if parts.read_buf.is_empty() => None,
        Err(_) => Some(too_slow(limit)),
        Ok(Err(error)) if error.is_parse_too_large() => Some(head_too_large()),
        Ok(Err(error)) if error.is_parse() => Some(no_request()),
        Ok(_) => None,
    };
    // A client that has gone away, or takes nothing more, has no part in what is
    // left to do.
    let _ = timeout(limit, part(parts.io.stream.into_inner(), refusal)).await;
}

/// Sends the refusal of a head that was never whole, if there is one, and reads
/// on until the client closes: were bytes left unread, closing would throw away
/// the answer that is on its way to it.
async fn part(mut stream: TcpStream, refusal: Option<Refusal>) -> io::Result<()> {
    if let Some(refusal) = refusal {
        stream.write_all(refusal.to_message().as_bytes()).await?;
    }
    stream.shutdown().await?;
    let mut unread = [0; 8 * 1024];
    while stream.read(&mut unread).await? > 0 {}
    Ok(())
}

fn too_slow(limit: Duration) -> Refusal {
    let seconds = limit.as_secs();
    let detail = format!(
        "the request was not read and answered within {seconds} seconds; send it again, \
         or less at once"
    );
    Refusal::new(StatusCode::REQUEST_TIMEOUT, detail)
}

fn head_too_large() -> Refusal {
    let detail = "the request's address or headers are too large; send fewer or shorter ones";
    Refusal::new(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, detail)
}

fn no_request() -> Refusal {
    let detail = "this is not a request of HTTP/1.1; check the request line and the headers";
    Refusal::new(StatusCode::BAD_REQUEST, detail)
}

/// The stream as hyper sees it. To a head that it cannot read hyper answers with
/// a status and no word; until the head of a request is there, what hyper writes
/// is dropped, and [`serve`] says what is wrong.
struct Guarded {
    stream: TokioIo<TcpStream>,
    has_head: Arc<AtomicBool>,
}

impl Guarded {
    fn is_open(&self) -> bool {
        self.has_head.load(Ordering::Relaxed)
    }
}

impl Read for Guarded {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Guarded {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        if self.is_open() {
            Pin::new(&mut self.stream).poll_write(context, bytes)
        } else {
            Poll::Ready(Ok(bytes.len()))
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.is_open() {
            Pin::new(&mut self.stream).poll_shutdown(context)
        } else {
            Poll::Ready(Ok(()))
        }
    }
}
