using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class ReleasedMoney : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "WasPaymentId",
                table: "SuspenseItems",
                type: "uuid",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "IX_SuspenseItems_TenantId_WasPaymentId",
                table: "SuspenseItems",
                columns: new[] { "TenantId", "WasPaymentId" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentAttempts_TenantId_NeedsPerson_CreatedAt_Id",
                table: "PaymentAttempts",
                columns: new[] { "TenantId", "NeedsPerson", "CreatedAt", "Id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_SuspenseItems_TenantId_WasPaymentId",
                table: "SuspenseItems");

            migrationBuilder.DropIndex(
                name: "IX_PaymentAttempts_TenantId_NeedsPerson_CreatedAt_Id",
                table: "PaymentAttempts");

            migrationBuilder.DropColumn(
                name: "WasPaymentId",
                table: "SuspenseItems");
        }
    }
}
