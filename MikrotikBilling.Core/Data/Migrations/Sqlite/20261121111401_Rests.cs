using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Rests : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<TimeSpan>(
                name: "Rested",
                table: "Subscriptions",
                type: "TEXT",
                nullable: false,
                defaultValue: new TimeSpan(0, 0, 0, 0, 0));

            migrationBuilder.AddColumn<long>(
                name: "BilledFrom",
                table: "BillingPeriods",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "IX_Invoices_CreditNotes",
                table: "Invoices",
                columns: new[] { "TenantId", "Id" },
                filter: "\"Kind\" = 'CreditNote'");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Invoices_CreditNotes",
                table: "Invoices");

            migrationBuilder.DropColumn(
                name: "Rested",
                table: "Subscriptions");

            migrationBuilder.DropColumn(
                name: "BilledFrom",
                table: "BillingPeriods");
        }
    }
}
