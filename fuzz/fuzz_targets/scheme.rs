#![no_main]
//! Any bytes as a scheme file.

mod mutation;
mod refusal;
mod toml_form;

use justice_reinvestment::{Document, Scheme};
use libfuzzer_sys::{Corpus, fuzz_mutator, fuzz_target};
use toml_form::TOML;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let document = Document::new("scheme.toml", bytes);
    match Scheme::read(&document) {
        Ok(scheme) => {
            reads_back(&scheme);
            Corpus::Keep
        }
        Err(error) => {
            refusal::check(&document, &error);
            refusal::kept()
        }
    }
});

/// The written form gives the same scheme, and is written the same again.
fn reads_back(scheme: &Scheme) {
    let written = scheme.to_toml();
    match Scheme::read(&Document::new("written.toml", written.as_str())) {
        Ok(again) => {
            assert_eq!(*scheme, again, "the written form is another scheme");
            assert_eq!(scheme.notes(), again.notes());
            assert_eq!(written, again.to_toml(), "the written form is not stable");
        }
        Err(error) => panic!("the written form is refused:\n{error}\n{written}"),
    }
}

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutation::change(&TOML, data, size, max_size, seed)
});
