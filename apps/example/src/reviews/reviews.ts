export interface Review {
  readonly id: string;
  readonly companyId: string;
  readonly text: string;
}

/** The reviews that the example knows. */
export const REVIEWS: readonly Review[] = [
  { id: 'r1', companyId: 'acme', text: 'Delivery took two weeks, but the lamp itself is beautiful and bright.' },
  { id: 'r2', companyId: 'acme', text: 'The support answered within minutes and sent a new cable for free.' },
  { id: 'r3', companyId: 'acme', text: 'Broke after a month. The refund was quick, I will give that to them.' },
  { id: 'r4', companyId: 'acme', text: 'Best desk lamp I have owned. The packaging was plastic-free, which I liked.' },
  { id: 'r5', companyId: 'globex', text: 'The app crashes whenever I open my orders on an older phone.' },
  { id: 'r6', companyId: 'globex', text: 'Great selection and fair prices, delivery the next day.' },
  { id: 'r7', companyId: 'globex', text: 'Returned a pair of shoes: no questions asked, money back in three days.' },
];
