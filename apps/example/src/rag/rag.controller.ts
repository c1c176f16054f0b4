import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { RagService } from './rag.service.js';

class RagRequest {
  @IsString()
  @IsNotEmpty()
  @MaxLength(2_000)
  question!: string;

  @IsString()
  @IsNotEmpty()
  @MaxLength(100)
  companyId!: string;
}

@Controller('rag')
export class RagController {
  constructor(private readonly rag: RagService) {}

  @Post('ask')
  @HttpCode(200)
  ask(@Body() { question, companyId }: RagRequest): Promise<{ answer: string; traceId: string }> {
    return this.rag.ask(question, companyId);
  }
}
