/* What programs are linked with in place of libgcc_s.so.1, the unwinder that they have where they run. */
void _Unwind_Resume(void);
void __gcc_personality_v0(void);

void _Unwind_Resume(void)
{
}

void __gcc_personality_v0(void)
{
}
