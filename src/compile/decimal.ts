/** A number without exponent and without zeros at the end. */
export function decimal(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, '');
}
