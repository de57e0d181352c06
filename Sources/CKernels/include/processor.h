#ifndef CKERNELS_PROCESSOR_H
#define CKERNELS_PROCESSOR_H

/// 1 if the processor and the system can run AVX2 and FMA code, else 0; 0 on other architectures.
int ckernels_processor_has_avx2(void);

/// 1 if the processor and the system can run AVX-512 F, BW, DQ and VL code, else 0.
int ckernels_processor_has_avx512(void);

#endif
