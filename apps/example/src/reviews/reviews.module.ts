import { Module } from '@nestjs/common';
import { EmbeddingService } from './embedding.service.js';
import { ReviewSearchService } from './review-search.service.js';

@Module({ providers: [EmbeddingService, ReviewSearchService], exports: [ReviewSearchService] })
export class ReviewsModule {}
