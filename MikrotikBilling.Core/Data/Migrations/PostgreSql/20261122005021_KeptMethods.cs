using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class KeptMethods : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "WasPaymentId",
                table: "SuspenseItems",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "ChargedFor",
                table: "PaymentAttempts",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "KeepsMethod",
                table: "PaymentAttempts",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "SavedMethodId",
                table: "PaymentAttempts",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ChargeKeptHours",
                table: "BillingSettings",
                type: "integer",
                nullable: false,
                defaultValue: 24);

            migrationBuilder.CreateTable(
                name: "RefundRequests",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    MovementId = table.Column<Guid>(type: "uuid", nullable: false),
                    OpenFor = table.Column<Guid>(type: "uuid", nullable: true),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    AmountCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    Reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    BeforeMinor = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    Reference = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true, collation: "C"),
                    Words = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    AskedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    EndedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ActorName = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_RefundRequests", x => x.Id);
                    table.ForeignKey(
                        name: "FK_RefundRequests_GatewayAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "GatewayAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_RefundRequests_GatewayMovements_MovementId",
                        column: x => x.MovementId,
                        principalTable: "GatewayMovements",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SavedMethods",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    CustomerId = table.Column<Guid>(type: "uuid", nullable: false),
                    AccountId = table.Column<Guid>(type: "uuid", nullable: false),
                    Gateway = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: false),
                    Mode = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    MethodId = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false, collation: "C"),
                    ProviderCustomerId = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    Label = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    LastDay = table.Column<DateOnly>(type: "date", nullable: true),
                    AgreedById = table.Column<Guid>(type: "uuid", nullable: false),
                    KeptAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    Failures = table.Column<int>(type: "integer", nullable: false),
                    LastChargedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastFailedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    LastFailure = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: true),
                    RemovedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    RemovedBecause = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ForgetAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    Version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SavedMethods", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SavedMethods_Customers_CustomerId",
                        column: x => x.CustomerId,
                        principalTable: "Customers",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_SavedMethods_GatewayAccounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "GatewayAccounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_SuspenseItems_TenantId_WasPaymentId",
                table: "SuspenseItems",
                columns: new[] { "TenantId", "WasPaymentId" });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_TenantId_SuspenseId",
                table: "Payments",
                columns: new[] { "TenantId", "SuspenseId" },
                filter: "\"SuspenseId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_SavedMethodId",
                table: "PaymentAttempts",
                column: "SavedMethodId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_TenantId_NeedsPerson_CreatedAt_Id",
                table: "PaymentAttempts",
                columns: new[] { "TenantId", "NeedsPerson", "CreatedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_RefundRequests_AccountId_Reference",
                table: "RefundRequests",
                columns: new[] { "AccountId", "Reference" },
                filter: "\"Reference\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_RefundRequests_MovementId",
                table: "RefundRequests",
                column: "MovementId");

            migrationBuilder.CreateIndex(
                name: "IX_RefundRequests_TenantId_OpenFor",
                table: "RefundRequests",
                columns: new[] { "TenantId", "OpenFor" },
                unique: true,
                filter: "\"OpenFor\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_SavedMethods_AccountId_MethodId",
                table: "SavedMethods",
                columns: new[] { "AccountId", "MethodId" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_SavedMethods_CustomerId",
                table: "SavedMethods",
                column: "CustomerId");

            migrationBuilder.CreateIndex(
                name: "IX_SavedMethods_ForgetAt",
                table: "SavedMethods",
                column: "ForgetAt");

            migrationBuilder.CreateIndex(
                name: "IX_SavedMethods_TenantId_CustomerId",
                table: "SavedMethods",
                columns: new[] { "TenantId", "CustomerId" });

            migrationBuilder.AddForeignKey(
                name: "FK_PaymentAttempts_SavedMethods_SavedMethodId",
                table: "PaymentAttempts",
                column: "SavedMethodId",
                principalTable: "SavedMethods",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_PaymentAttempts_SavedMethods_SavedMethodId",
                table: "PaymentAttempts");

            migrationBuilder.DropTable(
                name: "RefundRequests");

            migrationBuilder.DropTable(
                name: "SavedMethods");

            migrationBuilder.DropIndex(
                name: "IX_SuspenseItems_TenantId_WasPaymentId",
                table: "SuspenseItems");

            migrationBuilder.DropIndex(
                name: "IX_Payments_TenantId_SuspenseId",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_PaymentAttempts_SavedMethodId",
                table: "PaymentAttempts");

            migrationBuilder.DropIndex(
                name: "IX_PaymentAttempts_TenantId_NeedsPerson_CreatedAt_Id",
                table: "PaymentAttempts");

            migrationBuilder.DropColumn(
                name: "WasPaymentId",
                table: "SuspenseItems");

            migrationBuilder.DropColumn(
                name: "ChargedFor",
                table: "PaymentAttempts");

            migrationBuilder.DropColumn(
                name: "KeepsMethod",
                table: "PaymentAttempts");

            migrationBuilder.DropColumn(
                name: "SavedMethodId",
                table: "PaymentAttempts");

            migrationBuilder.DropColumn(
                name: "ChargeKeptHours",
                table: "BillingSettings");
        }
    }
}
