//! What is asked, what the library makes of it, and what is answered: a form with
//! a scheme and tables of counts; an assessment, an explanation or a list of
//! problems; refusals as RFC 9457 has them. Sockets and signals are in `main`, one
//! connection in `connection`.

use crate::Limits;
use axum::Router;
use axum::body::Bytes;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::rejection::QueryRejection;
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Query, Request};
use axum::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use justice_reinvestment::problem::{self, Problem};
use justice_reinvestment::wording::counted;
use justice_reinvestment::{
    Assessment, Cohort, Demand, Document, Error, Scheme, Selection, assess,
};
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The answers to every request, whatever its path and method.
pub fn answers(limits: Limits) -> Router {
    let service = Service {
        limits,
        turns: Arc::new(Semaphore::new(limits.requests.get().into())),
    };
    Router::new()
        .route("/assess", post(assessment))
        .route("/explain", post(explanation))
        .route("/check", post(check))
        .fallback(async || {
            let detail = "there is nothing here; post to /assess, /explain or /check";
            Refusal::new(StatusCode::NOT_FOUND, detail)
        })
        .method_not_allowed_fallback(async || {
            let detail = "this takes POST alone; send the files as a form";
            Refusal::new(StatusCode::METHOD_NOT_ALLOWED, detail)
        })
        // Of a body whose length is not said beforehand, no more is read than this.
        .layer(DefaultBodyLimit::max(limits.bytes))
        .with_state(service)
}

/// What all requests share.
#[derive(Clone)]
struct Service {
    limits: Limits,
    turns: Arc<Semaphore>,
}

/// The query's names and values as they were written, so that one that is given
/// twice, or unknown, is refused.
type Asked = Result<Query<Vec<(String, String)>>, QueryRejection>;

async fn assessment(turn: Turn, query: Asked, files: Files) -> Result<Json, Refusal> {
    nothing_asked(query)?;
    work(turn, move || Ok(files.assess()?.to_json())).await
}

async fn explanation(turn: Turn, query: Asked, files: Files) -> Result<Json, Refusal> {
    let Query(query) = query.map_err(unreadable)?;
    work(turn, move || {
        let selection = selection(&query)?;
        Ok(files.assess()?.explain(&selection)?.to_json())
    })
    .await
}

async fn check(turn: Turn, query: Asked, files: Files) -> Result<Json, Refusal> {
    nothing_asked(query)?;
    work(turn, move || Ok(files.check())).await
}

/// Refuses a query where it would change nothing: who sends one expects that it does.
fn nothing_asked(query: Asked) -> Result<(), Refusal> {
    let Query(query) = query.map_err(unreadable)?;
    if query.is_empty() {
        return Ok(());
    }
    let detail = "this takes no query; site, cohort and period are for /explain";
    Err(Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, detail))
}

fn unreadable(_: QueryRejection) -> Refusal {
    let detail = "the query cannot be read; write it as ?site=…&cohort=…&period=…";
    Refusal::new(StatusCode::BAD_REQUEST, detail)
}

/// Does the library's work on a thread of its own, so that a large table does not
/// keep other connections waiting.
///
/// A time limit stops the waiting, never the work: a thread cannot be ended from
/// outside. So the turn goes with the work and is free only when that is done;
/// otherwise requests whose time is over would pile up behind the limit. What work
/// can take is bounded: by the size of the request, and by the library, which
/// refuses schemes with room for more than ten million counts.
async fn work(
    turn: Turn,
    job: impl FnOnce() -> Result<String, Error> + Send + 'static,
) -> Result<Json, Refusal> {
    let done = tokio::task::spawn_blocking(move || {
        let done = job();
        drop(turn);
        done
    });
    match done.await {
        Ok(Ok(json)) => Ok(Json(json)),
        Ok(Err(error)) => Err(Refusal::invalid(error.problems())),
        Err(_) => {
            let detail = "the service failed at this request; tell who runs it, with the files";
            Err(Refusal::new(StatusCode::INTERNAL_SERVER_ERROR, detail))
        }
    }
}

/// The right to be worked on, from the request's headers to the end of its work.
/// Reading the body is a part of it: what has been read takes up memory.
struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl FromRequestParts<Service> for Turn {
    type Rejection = Refusal;

    async fn from_request_parts(_: &mut Parts, service: &Service) -> Result<Self, Refusal> {
        match Arc::clone(&service.turns).try_acquire_owned() {
            Ok(permit) => Ok(Self { _permit: permit }),
            Err(_) => Err(Refusal::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "as many requests as are allowed are being worked on; send it again later",
            )),
        }
    }
}

/// A file as it came: what problems should call it by, and its bytes.
type File = (String, Bytes);

/// The files of a request.
struct Files {
    scheme: File,
    tables: Vec<File>,
}

impl FromRequest<Service> for Files {
    type Rejection = Refusal;

    async fn from_request(request: Request, service: &Service) -> Result<Self, Refusal> {
        let most = service.limits.bytes;
        let length = request.headers().get(CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if length.is_some_and(|length| length > most) {
            return Err(Refusal::too_large(most));
        }
        let is_packed = request.headers().contains_key(CONTENT_ENCODING);
        let form = match Option::<Multipart>::from_request(request, service).await {
            Ok(Some(form)) if !is_packed => form,
            Ok(_) => return Err(Refusal::no_form()),
            Err(_) => return Err(Refusal::unreadable()),
        };
        Self::read(form).await.map_err(|error| match error {
            Unread::Stopped(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => {
                Refusal::too_large(most)
            }
            Unread::Stopped(_) => Refusal::unreadable(),
            Unread::Wrong(problems) => Refusal::invalid(&problems),
        })
    }
}

/// Why a form gives no files.
enum Unread {
    Stopped(MultipartError),
    Wrong(Vec<Problem>),
}

impl Files {
    async fn read(mut form: Multipart) -> Result<Self, Unread> {
        let mut schemes = Vec::new();
        let mut tables = Vec::new();
        let mut problems = Vec::new();
        while let Some(field) = form.next_field().await.map_err(Unread::Stopped)? {
            let name = field.name().unwrap_or_default().to_owned();
            let files = match name.as_str() {
                "scheme" => &mut schemes,
                "demand" => &mut tables,
                _ => {
                    let what = format!("{name:?} is not a field of the form");
                    problems.push(Problem::new(what, "use \"scheme\" and \"demand\""));
                    continue;
                }
            };
            let name = field.file_name().unwrap_or(&name).to_owned();
            files.push((name, field.bytes().await.map_err(Unread::Stopped)?));
        }
        if schemes.len() > 1 {
            let what = "more than one scheme is given";
            problems.push(Problem::new(what, "send one, and its tables as \"demand\""));
        }
        let scheme = schemes.pop();
        if scheme.is_none() {
            let advice = "send the scheme file as the form's field \"scheme\"";
            problems.push(Problem::new("no scheme is given", advice));
        }
        match scheme {
            Some(scheme) if problems.is_empty() => Ok(Self { scheme, tables }),
            _ => Err(Unread::Wrong(problems)),
        }
    }

    fn assess(self) -> Result<Assessment, Error> {
        if self.tables.is_empty() {
            let advice = "send one or more as the form's field \"demand\"";
            return Err(Problem::new("no table of counts is given", advice).into());
        }
        let scheme = Scheme::read(&document(self.scheme))?;
        assessed(&scheme, self.tables)
    }

    /// Every problem of the scheme, or else of its tables where there are any.
    fn check(self) -> String {
        let has_tables = !self.tables.is_empty();
        let scheme = match Scheme::read(&document(self.scheme)) {
            Ok(scheme) => scheme,
            Err(error) => {
                let note = "counts are checked against a scheme, so they were not checked";
                let notes = has_tables.then(|| note.to_owned());
                return problem::to_json(error.problems(), notes.as_slice());
            }
        };
        match has_tables.then(|| assessed(&scheme, self.tables)) {
            Some(Err(error)) => problem::to_json(error.problems(), &[]),
            Some(Ok(_)) | None => {
                let notes: Vec<String> = scheme.notes().iter().map(ToString::to_string).collect();
                problem::to_json(&[], &notes)
            }
        }
    }
}

fn document((name, bytes): File) -> Document {
    Document::new(name, bytes)
}

fn assessed(scheme: &Scheme, tables: Vec<File>) -> Result<Assessment, Error> {
    let tables = tables.into_iter().map(document);
    let demand = tables.fold(Demand::builder(scheme), |demand, table| {
        demand.table(&table)
    });
    assess(scheme, &demand.build()?)
}

/// What the query asks for: `site`, `cohort` and `period`, each at most once.
fn selection(query: &[(String, String)]) -> Result<Selection, Error> {
    let mut selection = Selection::default();
    let mut problems = Vec::new();
    for (name, value) in query {
        let is_second = match name.as_str() {
            "site" => selection.site.replace(value.clone()).is_some(),
            "period" => selection.period.replace(value.clone()).is_some(),
            "cohort" => match value.parse::<Cohort>() {
                Ok(cohort) => selection.cohort.replace(cohort).is_some(),
                Err(error) => {
                    problems.extend_from_slice(error.problems());
                    false
                }
            },
            _ => {
                let what = format!("{name:?} is not a part of the query");
                let advice = "use \"site\", \"cohort\" and \"period\"";
                problems.push(Problem::new(what, advice));
                false
            }
        };
        if is_second {
            let what = format!("the query has more than one {name}");
            problems.push(Problem::new(what, "ask for one, or leave it out for all"));
        }
    }
    Error::from_problems(problems).map_or(Ok(selection), Err)
}

/// A text that is JSON already.
struct Json(String);

impl IntoResponse for Json {
    fn into_response(self) -> Response {
        ([(CONTENT_TYPE, "application/json")], self.0).into_response()
    }
}

/// Why a request is not answered, as the problem details of RFC 9457.
pub struct Refusal {
    status: StatusCode,
    detail: String,
    /// The library's own, where the input cannot be used as it is.
    problems: Vec<Problem>,
}

const PROBLEM_DETAILS: &str = "application/problem+json";

impl Refusal {
    /// A refusal whose status says all but what to do.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            problems: Vec::new(),
        }
    }

    fn invalid(problems: &[Problem]) -> Self {
        let number = as_u64(problems.len());
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            detail: format!(
                "there {} {}, listed with their places and with what to do",
                if number == 1 { "is" } else { "are" },
                counted(number, "problem", "problems")
            ),
            problems: problems.to_vec(),
        }
    }

    fn too_large(most: usize) -> Self {
        let most = counted(as_u64(most), "byte", "bytes");
        let detail = format!("a request may have {most} at most; send fewer or smaller tables");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    }

    fn no_form() -> Self {
        let detail = "send the files as an unpacked form, multipart/form-data, as curl -F does";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail)
    }

    fn unreadable() -> Self {
        let detail = "the form cannot be read to its end; send multipart/form-data as curl -F does";
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The refusal as a whole message of HTTP, for a connection on which no
    /// request could be read.
    pub fn to_message(&self) -> String {
        let body = self.to_json();
        format!(
            "HTTP/1.1 {}\r\ncontent-type: {PROBLEM_DETAILS}\r\ncontent-length: {}\r\n\
             connection: close\r\n\r\n{body}",
            self.status,
            body.len()
        )
    }

    fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Details<'a> {
            r#type: &'a str,
            title: &'a str,
            status: u16,
            detail: &'a str,
            #[serde(skip_serializing_if = "<[Problem]>::is_empty")]
            problems: &'a [Problem],
        }
        let (kind, title) = if self.problems.is_empty() {
            let title = self.status.canonical_reason().unwrap_or_default();
            ("about:blank", title)
        } else {
            let title = "The input cannot be used as it is";
            ("/problems/invalid-input", title)
        };
        let details = Details {
            r#type: kind,
            title,
            status: self.status.as_u16(),
            detail: &self.detail,
            problems: &self.problems,
        };
        // Every key is text and every value a text, number, list or null: there
        // is nothing that JSON could refuse.
        let mut json = serde_json::to_string_pretty(&details).unwrap_or_default();
        json.push('\n');
        json
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let headers = [(CONTENT_TYPE, PROBLEM_DETAILS)];
        let mut response = (self.status, headers, self.to_json()).into_response();
        if self.status == StatusCode::SERVICE_UNAVAILABLE {
            // Seconds: work is short, and whoever finds no turn then may ask again.
            let headers = response.headers_mut();
            headers.insert(RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

fn as_u64(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
