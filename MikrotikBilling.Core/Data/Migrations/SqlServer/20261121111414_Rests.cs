using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.SqlServer
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
                type: "time",
                nullable: false,
                defaultValue: new TimeSpan(0, 0, 0, 0, 0));

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "BilledFrom",
                table: "BillingPeriods",
                type: "datetimeoffset",
                nullable: false,
                defaultValue: new DateTimeOffset(new DateTime(1, 1, 1, 0, 0, 0, 0, DateTimeKind.Unspecified), new TimeSpan(0, 0, 0, 0, 0)));

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
