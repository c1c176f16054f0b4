import { Controller, HttpCode, Post } from '@nestjs/common';
import { SentimentService } from './sentiment.service.js';

@Controller('sentiment')
export class SentimentController {
  constructor(private readonly sentiment: SentimentService) {}

  /** The scheduled job, now. */
  @Post('run')
  @HttpCode(200)
  run(): ReturnType<SentimentService['rateReviews']> {
    return this.sentiment.rateReviews();
  }
}
