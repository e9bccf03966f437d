/** `npm test` tries everything in a short form; `npm run nightly` sets CHAOS_TEST_FORM=long. */
export const long = process.env.CHAOS_TEST_FORM === 'long';
