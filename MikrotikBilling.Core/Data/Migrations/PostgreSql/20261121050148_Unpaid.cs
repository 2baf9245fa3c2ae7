using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MikrotikBilling.Core.Data.Migrations.PostgreSql
{
    /// <inheritdoc />
    public partial class Unpaid : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "PayPageHosts",
                table: "SystemSettings",
                type: "character varying(4000)",
                maxLength: 4000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "PayPageUrl",
                table: "SystemSettings",
                type: "character varying(300)",
                maxLength: 300,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "AlarmId",
                table: "RouterStatuses",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "UnpaidMode",
                table: "Routers",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.CreateTable(
                name: "Alarms",
                columns: table => new
                {
                    Id = table.Column<Guid>(type: "uuid", nullable: false),
                    TenantId = table.Column<Guid>(type: "uuid", nullable: false),
                    Kind = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    Subject = table.Column<Guid>(type: "uuid", nullable: false),
                    RouterId = table.Column<Guid>(type: "uuid", nullable: true),
                    Text = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    Routers = table.Column<int>(type: "integer", nullable: false),
                    Down = table.Column<int>(type: "integer", nullable: false),
                    Customers = table.Column<int>(type: "integer", nullable: false),
                    Times = table.Column<int>(type: "integer", nullable: false),
                    RaisedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    LastAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    SeenAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    SeenBy = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    ClearedAt = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Alarms", x => x.Id);
                });

            migrationBuilder.CreateIndex(
                name: "IX_RouterStatuses_AlarmId",
                table: "RouterStatuses",
                column: "AlarmId",
                filter: "\"AlarmId\" IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_ClearedAt_Id",
                table: "Alarms",
                columns: new[] { "TenantId", "ClearedAt", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_Alarms_TenantId_Kind_Subject",
                table: "Alarms",
                columns: new[] { "TenantId", "Kind", "Subject" },
                unique: true,
                filter: "\"ClearedAt\" IS NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Alarms");

            migrationBuilder.DropIndex(
                name: "IX_RouterStatuses_AlarmId",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "PayPageHosts",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "PayPageUrl",
                table: "SystemSettings");

            migrationBuilder.DropColumn(
                name: "AlarmId",
                table: "RouterStatuses");

            migrationBuilder.DropColumn(
                name: "UnpaidMode",
                table: "Routers");
        }
    }
}
