import { Module } from '@nestjs/common';
import { ReviewsModule } from '../reviews/reviews.module.js';
import { RagController } from './rag.controller.js';
import { RagService } from './rag.service.js';

@Module({ imports: [ReviewsModule], controllers: [RagController], providers: [RagService] })
export class RagModule {}
