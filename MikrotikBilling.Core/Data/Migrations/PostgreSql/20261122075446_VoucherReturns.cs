using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class VoucherReturns : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "FirstSerial",
                table: "VoucherSales",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<int>(
                name: "LastSerial",
                table: "VoucherSales",
                type: "integer",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.Sql("""
                UPDATE "VoucherSales" SET "FirstSerial" = COALESCE((SELECT MIN("Serial") FROM "Vouchers" WHERE "SaleId" = "VoucherSales"."Id"), 0),
                    "LastSerial" = COALESCE((SELECT MAX("Serial") FROM "Vouchers" WHERE "SaleId" = "VoucherSales"."Id"), 0)
                """);

            migrationBuilder.CreateTable(
                name: "VoucherReturns",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    SaleId = table.Column<Guid>(type: "uuid", nullable: false),
                    BatchId = table.Column<Guid>(type: "uuid", nullable: false),
                    Quantity = table.Column<int>(type: "integer", nullable: false),
                    At = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ReturnedOn = table.Column<DateOnly>(type: "date", nullable: false),
                    Reason = table.Column<string>(type: "character varying(300)", maxLength: 300, nullable: false),
                    ActorName = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    AmountCurrency = table.Column<string>(type: "character varying(3)", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_VoucherReturns", x => x.Id);
                    table.ForeignKey(
                        name: "FK_VoucherReturns_VoucherSales_SaleId",
                        column: x => x.SaleId,
                        principalTable: "VoucherSales",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_VoucherReturns_BatchId",
                table: "VoucherReturns",
                column: "BatchId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherReturns_SaleId",
                table: "VoucherReturns",
                column: "SaleId");

            migrationBuilder.CreateIndex(
                name: "IX_VoucherReturns_TenantId_ReturnedOn",
                table: "VoucherReturns",
                columns: new[] { "TenantId", "ReturnedOn" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "VoucherReturns");

            migrationBuilder.DropColumn(
                name: "FirstSerial",
                table: "VoucherSales");

            migrationBuilder.DropColumn(
                name: "LastSerial",
                table: "VoucherSales");
        }
    }
}
