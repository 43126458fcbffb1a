export interface Order {
  readonly id: number;
  readonly customer: string;
  readonly cents: number;
}

const ORDERS: readonly Order[] = [
  { id: 1, customer: 'ada', cents: 1250 },
  { id: 2, customer: 'bo', cents: 900 },
  { id: 3, customer: 'ada', cents: 4100 },
];

export const orderOf = (id: number): Order | undefined => ORDERS.find((order) => order.id === id);
