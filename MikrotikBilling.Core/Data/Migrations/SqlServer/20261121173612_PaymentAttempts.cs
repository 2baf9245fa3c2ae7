using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class PaymentAttempts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "AttemptId",
                table: "GatewayMovements",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "Dispute",
                table: "GatewayMovements",
                type: "nvarchar(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "DisputeAnswerBy",
                table: "GatewayMovements",
                type: "datetimeoffset",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "DisputeWords",
                table: "GatewayMovements",
                type: "nvarchar(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "RefundedMinor",
                table: "GatewayMovements",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "WithdrawnMinor",
                table: "GatewayMovements",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<Guid>(
                name: "AttemptId",
                table: "GatewayEvents",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "IsAsked",
                table: "GatewayEvents",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "GatewayTokens",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Protected = table.Column<string>(type: "nvarchar(max)", maxLength: 8000, nullable: false),
                    GoodUntil = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GatewayTokens", x => x.Id);
                    table.ForeignKey(
                        name: "FK_GatewayTokens_GatewayAccounts_Id",
                        column: x => x.Id,
                        principalTable: "GatewayAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentAttempts",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    TenantId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AccountId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Gateway = table.Column<string>(type: "nvarchar(24)", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    CustomerId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InvoiceId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    SubscriptionId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    AmountCurrency = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    Phone = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: true),
                    State = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    OpenFor = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ProviderId = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: true),
                    ProviderReference = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: true),
                    RedirectUrl = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    Code = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: true),
                    Words = table.Column<string>(type: "nvarchar(300)", maxLength: 300, nullable: true),
                    CreatedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    SentAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    EndedAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    ExpiresAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: false),
                    RetryAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    NextAskAt = table.Column<DateTimeOffset>(type: "datetimeoffset", nullable: true),
                    Asked = table.Column<int>(type: "int", nullable: false),
                    NeedsPerson = table.Column<bool>(type: "bit", nullable: false),
                    MovementId = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ActorName = table.Column<string>(type: "nvarchar(120)", maxLength: 120, nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentAttempts", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentAttempts_GatewayAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "GatewayAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_GatewayEvents_AttemptId_ReceivedAt",
                table: "GatewayEvents",
                columns: new[] { "AttemptId", "ReceivedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_AccountId_ProviderId",
                table: "PaymentAttempts",
                columns: new[] { "AccountId", "ProviderId" },
                unique: true,
                filter: "\"ProviderId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_MovementId",
                table: "PaymentAttempts",
                column: "MovementId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_NextAskAt",
                table: "PaymentAttempts",
                column: "NextAskAt");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_TenantId_CreatedAt_Id",
                table: "PaymentAttempts",
                columns: new[] { "TenantId", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_TenantId_CustomerId_CreatedAt",
                table: "PaymentAttempts",
                columns: new[] { "TenantId", "CustomerId", "CreatedAt" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_TenantId_OpenFor",
                table: "PaymentAttempts",
                columns: new[] { "TenantId", "OpenFor" },
                unique: true,
                filter: "\"OpenFor\" IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "GatewayTokens");

            migrationBuilder.DropTable(
                name: "PaymentAttempts");

            migrationBuilder.DropIndex(
                name: "IX_GatewayEvents_AttemptId_ReceivedAt",
                table: "GatewayEvents");

            migrationBuilder.DropColumn(
                name: "AttemptId",
                table: "GatewayMovements");

            migrationBuilder.DropColumn(
                name: "Dispute",
                table: "GatewayMovements");

            migrationBuilder.DropColumn(
                name: "DisputeAnswerBy",
                table: "GatewayMovements");

            migrationBuilder.DropColumn(
                name: "DisputeWords",
                table: "GatewayMovements");

            migrationBuilder.DropColumn(
                name: "RefundedMinor",
                table: "GatewayMovements");

            migrationBuilder.DropColumn(
                name: "WithdrawnMinor",
                table: "GatewayMovements");

            migrationBuilder.DropColumn(
                name: "AttemptId",
                table: "GatewayEvents");

            migrationBuilder.DropColumn(
                name: "IsAsked",
                table: "GatewayEvents");
        }
    }
}
